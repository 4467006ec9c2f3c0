/**
 * The only file that knows Keycloak's consoles. What it takes from them, by shape and not by name: the data router, to add a
 * route, and the keycloak-js instance, for tokens. Where one is not found nothing is done, and the console is what it was.
 */
export interface Location {
  pathname: string;
  search: string;
}
export interface HostRouter {
  state: { location: Location };
  routes: { id: string; children?: unknown[] }[];
  navigate(to: string, options?: { replace?: boolean }): unknown;
  subscribe(changed: () => void): () => void;
  patchRoutes(parent: string | null, routes: unknown[]): void;
}
export interface HostKeycloak {
  token?: string;
  updateToken(minValidity: number): Promise<boolean>;
  login(options?: Record<string, unknown>): Promise<void>;
}
export interface Environment {
  adminBaseUrl: string;
  serverBaseUrl: string;
  realm: string;
  resourceUrl: string;
  consoleBaseUrl?: string;
  baseUrl?: string;
  locale?: string;
}
export interface Host {
  router: HostRouter;
  keycloak: HostKeycloak;
  environment: Environment;
}

/* eslint-disable @typescript-eslint/no-explicit-any -- React's own tree has no types. */

const isRouter = (it: any): it is HostRouter =>
  !!it && typeof it.navigate === "function" && typeof it.subscribe === "function" && typeof it.patchRoutes === "function" && !!it.state?.location;

const isKeycloak = (it: any): it is HostKeycloak =>
  !!it && typeof it.updateToken === "function" && typeof it.login === "function" && "token" in it;

const MOST_FIBERS = 20_000;

function look(): Partial<Pick<Host, "router" | "keycloak">> {
  const app: any = document.getElementById("app");
  const key = app && Object.keys(app).find((name) => name.startsWith("__reactContainer$"));
  const found: Partial<Pick<Host, "router" | "keycloak">> = {};
  const left: any[] = key ? [app[key].stateNode?.current ?? app[key]] : [];
  for (let n = 0; left.length > 0 && n < MOST_FIBERS && !(found.router && found.keycloak); n++) {
    const fiber = left.pop();
    const props = fiber.memoizedProps;
    if (props && typeof props === "object") {
      if (isRouter(props.router)) found.router ??= props.router;
      if (props.value && typeof props.value === "object" && isKeycloak(props.value.keycloak)) found.keycloak ??= props.value.keycloak;
    }
    if (fiber.sibling) left.push(fiber.sibling);
    if (fiber.child) left.push(fiber.child);
  }
  return found;
}

const pause = (millis: number) => new Promise((done) => setTimeout(done, millis));

export function environment(): Environment | undefined {
  const text = document.getElementById("environment")?.textContent;
  return text ? (JSON.parse(text) as Environment) : undefined;
}

/** Waits until somebody is logged in and the console has drawn itself. */
export async function findHost(seconds = 60): Promise<Host | undefined> {
  const env = environment();
  if (!env) return undefined;
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(100)) {
    if (!document.querySelector("nav")) continue;
    const { router, keycloak } = look();
    if (router && keycloak?.token) return { router, keycloak, environment: env };
  }
  return undefined;
}

/** A React element of the console's own React that holds what `mount` puts into it: the versions of React need not agree. */
export async function slot(mount: (into: HTMLElement) => () => void): Promise<unknown> {
  const react = "react"; // by the import map of the page
  const { createElement } = (await import(react)) as { createElement(type: string, props: object): unknown };
  let unmount: (() => void) | undefined;
  const ref = (into: HTMLElement | null) => {
    unmount?.();
    unmount = into ? mount(into) : undefined;
  };
  return createElement("div", { ref, style: { display: "contents" } });
}

/** Where the page was opened at an address of ours, the console has said "not found" already: it is to look again. */
export async function again(host: Host): Promise<void> {
  const { pathname, search } = host.router.state.location;
  await host.router.navigate(pathname + search, { replace: true });
}

/** Adds one route below the frame of the Admin Console. */
export async function addRoute(host: Host, path: string, label: string, mount: (into: HTMLElement) => () => void): Promise<void> {
  const parent = host.router.routes[0];
  if (!parent) throw new Error("The console has no routes.");
  const element = await slot(mount);
  host.router.patchRoutes(parent.id, [{ path, element, handle: { access: "anyone", breadcrumb: () => label } }]);
  await again(host);
}

/** Keeps a section in the navigation of the Admin Console, before what configures the realm. */
export function keepInNavigation(section: HTMLElement): void {
  const put = () => {
    const nav = document.querySelector("#page-sidebar nav, .keycloak__page_nav__nav nav");
    if (!nav || section.isConnected) return;
    const sections = nav.querySelectorAll(":scope > .pf-v5-c-nav__section");
    const last = sections.item(sections.length - 1);
    if (sections.length > 1) nav.insertBefore(section, last);
    else nav.append(section);
  };
  put();
  new MutationObserver(put).observe(document.body, { childList: true, subtree: true });
}

/** Keeps an element at the top of the page that is shown, below its heading; answers how to take it away. */
export function keepOnPage(element: HTMLElement): () => void {
  const put = () => {
    const main = document.querySelector("main.pf-v5-c-page__main, .pf-v5-c-page__main");
    const heading = main?.querySelector('[data-testid="view-header"]')?.closest("section");
    if (!heading) return;
    const after = heading.nextElementSibling?.matches("hr, .pf-v5-c-divider") ? heading.nextElementSibling : heading;
    if (after.nextElementSibling !== element) after.after(element);
  };
  put();
  const observer = new MutationObserver(put);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    element.remove();
  };
}

/** Sets what the Account Console shows at one of its addresses; up to Keycloak 26.7 it leaves such a page empty (keycloak#41433). */
export async function fillAccountRoute(host: Host, path: string, mount: (into: HTMLElement) => () => void): Promise<void> {
  const routes = (host.router.routes[0]?.children ?? []) as { path?: string; element?: unknown }[];
  const route = routes.find((it) => it.path === path);
  if (!route || route.element) return;
  route.element = await slot(mount);
  if (location.pathname.endsWith("/" + path)) await again(host);
}
