import type { Host } from "../admin/host";
import type { ConsoleContext } from "../context";

/**
 * What "My access" knows of the Account Console. There it is one page, so its parts are told apart by the query of the address:
 * what stands behind a `#` is lost on the way through the login.
 */
export function accountContext(host: Host): ConsoleContext {
  const { keycloak, environment, router } = host;
  const query = () => new URLSearchParams(router.state.location.search);
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
    path: () => [query().get("tab"), query().get("of")].filter((it): it is string => !!it),
    query,
    go: ([tab, of]) => {
      const next = new URLSearchParams({ ...(tab ? { tab } : {}), ...(of ? { of } : {}) });
      void router.navigate(router.state.location.pathname + (next.size ? `?${next}` : ""));
    },
    stock: (path) => "../" + path.join("/"),
    subscribe: (changed) => router.subscribe(changed),
  };
}
