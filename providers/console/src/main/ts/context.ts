/**
 * What the pages know of the console they are shown in. The first fields are those that Keycloak's proposed UiScriptProvider
 * (keycloak#52777) hands to a custom element, so that the pages can move there as they are.
 */
export interface ConsoleContext {
  /** The realm that is looked at; changes with the realm selector. */
  readonly realm: string;
  /** The realm of the person who is logged in. */
  readonly loginRealm: string;
  /** Where the Admin REST API is, without a slash at its end. */
  readonly adminBaseUrl: string;
  /** Where the realms' own addresses are, without a slash at its end. */
  readonly serverBaseUrl: string;
  readonly locale: string;
  /** A token that is good for some seconds yet. */
  getAccessToken(): Promise<string>;
  /** The parts of the address below our own, decoded: `["bindings", "<id>"]`. */
  path(): string[];
  query(): URLSearchParams;
  /** Shows another of our pages. */
  go(path: string[], query?: Record<string, string>): void;
  /** The address of a page of the console itself, for a link: `["users", "<id>", "settings"]`. */
  stock(path: string[]): string;
  /** Calls back on each change of the address; answers how to stop that. */
  subscribe(changed: () => void): () => void;
}
