import type { ConsoleContext } from "../context";
import type { Host } from "./host";

const encoded = (parts: string[]) => parts.map(encodeURIComponent).join("/");

/** What the pages know of the Admin Console. */
export function contextOf(host: Host, locale: () => string): ConsoleContext {
  const { router, keycloak, environment } = host;
  const parts = () => router.state.location.pathname.split("/").slice(1).map(decodeURIComponent);
  const realm = () => parts()[0] || environment.realm;
  return {
    get realm() {
      return realm();
    },
    loginRealm: environment.realm,
    adminBaseUrl: environment.adminBaseUrl.replace(/\/$/, ""),
    serverBaseUrl: environment.serverBaseUrl.replace(/\/$/, ""),
    get locale() {
      return locale();
    },
    async getAccessToken() {
      await keycloak.updateToken(10).catch(() => keycloak.login());
      return keycloak.token ?? "";
    },
    path: () => (parts()[1] === "ticket-gate" ? parts().slice(2).filter(Boolean) : []),
    query: () => new URLSearchParams(router.state.location.search),
    go: (path, query) => {
      const search = query && Object.keys(query).length ? "?" + new URLSearchParams(query) : "";
      void router.navigate("/" + encoded([realm(), "ticket-gate", ...path]) + search);
    },
    stock: (path) => "#/" + encoded([realm(), ...path]),
    subscribe: (changed) => router.subscribe(changed),
  };
}
