import { gateApi, stockApi } from "../api/client";
import type { Binding, Protection } from "../api/types";
import type { ConsoleContext } from "../context";
import { languageOf, markWords } from "../i18n/frame";
import { entitlementName, exactly } from "../ui/text";
import { keepOnPage } from "./host";

/** Which of the console's own pages is open, by its address. */
export type StockPage = { kind: "role" | "client" | "group" | "user"; id: string };

/** The page of a role, a client, a group or a person's roles; undefined for any other. */
export function stockPage(pathname: string): StockPage | undefined {
  const [, , section, first, part, second] = pathname.split("/").map(decodeURIComponent);
  if (!first) return undefined;
  switch (section) {
    case "roles":
      return { kind: "role", id: first };
    case "clients":
      if (first === "add-client" || first === "import-client") return undefined;
      return part === "roles" && second ? { kind: "role", id: second } : { kind: "client", id: first };
    case "groups": {
      const last = pathname.split("/").slice(3).filter(Boolean).at(-1);
      return last ? { kind: "group", id: decodeURIComponent(last) } : undefined;
    }
    case "users":
      return part === "role-mapping" ? { kind: "user", id: first } : undefined;
    default:
      return undefined;
  }
}

interface Line {
  text: string;
  link: string;
}

const MOST = 20;

async function linesOf(context: ConsoleContext, page: StockPage): Promise<{ title: string; lines: Line[] } | undefined> {
  const words = markWords[languageOf(context.locale)];
  const ours = (path: string[]) => context.stock(["ticket-gate", ...path]);
  if (page.kind === "user") {
    const { username } = await stockApi(context).get<{ username: string }>(`/users/${encodeURIComponent(page.id)}`);
    const bindings = await gateApi(context).get<Binding[]>("/bindings", { user: username, status: "ACTIVE", max: MOST });
    const until = (it: Binding) => (it.expiresAt ? words.until(exactly(it.expiresAt, languageOf(context.locale))) : words.reviewed);
    return {
      title: words.held,
      lines: bindings.map((it) => ({ text: `${entitlementName(it.entitlement)} · ${it.ticket} · ${until(it)}`, link: ours(["bindings", it.id]) })),
    };
  }
  const protections = await gateApi(context).get<Protection[]>("/protection", { [page.kind]: page.id });
  return {
    title: words[page.kind],
    lines: protections
      .filter((it) => it.mode !== "off")
      .map((it) => ({ text: words.byRule(entitlementName(it.entitlement), it.name, it.mode), link: ours(["rules", it.rule]) })),
  };
}

function bar({ title, lines }: { title: string; lines: Line[] }, navigate: (link: string) => void): HTMLElement {
  const element = document.createElement("section");
  element.className = "pf-v5-c-page__main-section pf-m-light";
  element.dataset.testid = "ticket-gate-mark";
  const box = document.createElement("div");
  box.className = "pf-v5-c-alert pf-m-info pf-m-inline";
  const heading = document.createElement("h2");
  heading.className = "pf-v5-c-alert__title";
  heading.textContent = title;
  const list = document.createElement("ul");
  list.className = "pf-v5-c-alert__description";
  for (const { text, link } of lines) {
    const item = document.createElement("li");
    const anchor = document.createElement("a");
    anchor.href = link;
    anchor.textContent = text;
    anchor.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      navigate(link.slice(1));
    };
    item.append(anchor);
    list.append(item);
  }
  box.append(heading, list);
  element.append(box);
  return element;
}

/** Says on the console's own pages what is protected, by which rule, and what a person holds under which ticket. */
export function markPages(context: ConsoleContext, pathname: () => string, navigate: (path: string) => void): void {
  let shown = "";
  let takeAway: (() => void) | undefined;
  const look = async () => {
    const page = stockPage(pathname());
    const key = page ? [context.realm, page.kind, page.id].join("/") : "";
    if (key === shown) return;
    shown = key;
    takeAway?.();
    takeAway = undefined;
    if (!page) return;
    // Whoever may not look at the gate sees the page as it was.
    const found = await linesOf(context, page).catch(() => undefined);
    if (shown === key && found && found.lines.length > 0) takeAway = keepOnPage(bar(found, navigate));
  };
  void look();
  context.subscribe(() => void look());
}
