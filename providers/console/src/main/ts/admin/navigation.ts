import { mayLook, rolesIn } from "../api/who";
import type { ConsoleContext } from "../context";
import type { FrameWords } from "../i18n/frame";
import { keepInNavigation } from "./host";

/** The pages in the order of the navigation; each is the first part of its address. */
export const PAGES = ["bindings", "coverage", "reviews", "rules", "systems", "break-glass", "subscribers", "activity"] as const;
export type PageName = (typeof PAGES)[number];

/** Keeps "Ticket Gate" in the navigation of realms whose gate the person may look at. */
export async function showNavigation(context: ConsoleContext, words: FrameWords): Promise<void> {
  const section = document.createElement("section");
  section.className = "pf-v5-c-nav__section";
  section.setAttribute("aria-labelledby", "nav-section-ticket-gate");
  const title = document.createElement("h2");
  title.className = "pf-v5-c-nav__section-title";
  title.id = "nav-section-ticket-gate";
  title.textContent = words.ticketGate;
  const list = document.createElement("ul");
  list.className = "pf-v5-c-nav__list";
  list.setAttribute("role", "list");
  const links = PAGES.map((page) => {
    const link = document.createElement("a");
    link.className = "pf-v5-c-nav__link";
    link.id = "nav-item-ticket-gate-" + page;
    link.dataset.testid = "nav-item-ticket-gate-" + page;
    link.textContent = words[`nav.${page}`];
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      context.go([page]);
    };
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
    return { page, link };
  });
  section.append(title, list);

  const draw = async () => {
    const { realm } = context;
    const here = context.path()[0];
    for (const { page, link } of links) {
      link.href = context.stock(["ticket-gate", page]);
      link.classList.toggle("pf-m-current", page === here);
      if (page === here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const roles = await rolesIn(context, realm).catch(() => new Set<string>());
    if (context.realm === realm) section.hidden = !mayLook(roles);
  };
  await draw();
  context.subscribe(() => void draw());
  keepInNavigation(section);
}
