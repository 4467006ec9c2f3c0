// What the pages use of Keycloak's own package. Another part is one more name here, and "npm run vendor".
export {
  AlertProvider, ErrorBoundaryFallback, ErrorBoundaryProvider, FormErrorText, Help, HelpItem, KeycloakSpinner, ListEmptyState,
  NumberControl, SelectControl, SwitchControl, TextAreaControl, TextControl, useAlerts,
} from "@keycloak/keycloak-ui-shared";
