// What the pages use of PatternFly. Only the style sheets of these are shipped. Another part is one more name here, and "npm run vendor".
export {
  ActionList, ActionListItem, Alert, AlertVariant, Breadcrumb, BreadcrumbItem, Button, Card, CardBody, CardTitle, Checkbox, ClipboardCopy, CodeBlock, CodeBlockCode,
  DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, Divider, Dropdown, DropdownItem, DropdownList,
  EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, EmptyStateHeader, EmptyStateIcon, ExpandableSection, Flex, FlexItem,
  Form, FormFieldGroup, FormFieldGroupHeader, FormGroup, FormHelperText, Gallery, Grid, GridItem, HelperText, HelperTextItem, Label, LabelGroup, Level, LevelItem, List,
  ListItem, MenuToggle, Modal, ModalVariant, PageSection, PageSectionVariants, Pagination, Popover, Progress, ProgressMeasureLocation, ProgressStep, ProgressStepper, Radio,
  SearchInput, Select, SelectList, SelectOption, Spinner, Stack, StackItem, Switch, Tab, TabTitleText, Tabs, Text, TextArea,
  TextContent, TextInput, TextInputGroup, Title, ToggleGroup, ToggleGroupItem, Toolbar, ToolbarContent, ToolbarItem, Tooltip,
} from "@patternfly/react-core";
export { ActionsColumn, ExpandableRowContent, Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
export { default as CheckCircleIcon } from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
export { default as EllipsisVIcon } from "@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon";
export { default as ExclamationCircleIcon } from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
export { default as ExclamationTriangleIcon } from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
export { default as ExternalLinkAltIcon } from "@patternfly/react-icons/dist/esm/icons/external-link-alt-icon";
export { default as FilterIcon } from "@patternfly/react-icons/dist/esm/icons/filter-icon";
export { default as LockIcon } from "@patternfly/react-icons/dist/esm/icons/lock-icon";
export { default as MinusCircleIcon } from "@patternfly/react-icons/dist/esm/icons/minus-circle-icon";
export { default as PlusCircleIcon } from "@patternfly/react-icons/dist/esm/icons/plus-circle-icon";
export { default as SearchIcon } from "@patternfly/react-icons/dist/esm/icons/search-icon";
