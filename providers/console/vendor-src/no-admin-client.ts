// Keycloak's UI package wants its admin client only to show that client's errors; ours come from our own calls.
export class NetworkError extends Error {}
export const getNetworkErrorDescription = () => undefined;
export default class KeycloakAdminClient {}
