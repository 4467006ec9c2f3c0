import type { Host } from "../admin/host";
import type { ConsoleContext } from "../context";

/** What "My access" knows of the Account Console: it is one page, so its parts are told apart in the address's `#`. */
export function accountContext(host: Host): ConsoleContext {
  const { keycloak, environment } = host;
  return {
    realm: environment.realm,
    loginRealm: environment.realm,
    adminBaseUrl: "",
    serverBaseUrl: (environment.serverBaseUrl ?? "").replace(/\/$/, ""),
    locale: environment.locale ?? document.documentElement.lang ?? "en",
    async getAccessToken() {
      await keycloak.updateToken(10).catch(() => keycloak.login());
      return keycloak.token ?? "";
    },
    path: () => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent),
    query: () => new URLSearchParams(),
    go: (path) => {
      location.hash = path.map(encodeURIComponent).join("/");
    },
    stock: (path) => "../" + path.join("/"),
    subscribe: (changed) => {
      window.addEventListener("hashchange", changed);
      return () => window.removeEventListener("hashchange", changed);
    },
  };
}
