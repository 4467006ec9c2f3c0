import { mayLook, rolesIn, whoAmI } from "../api/who";
import type { ConsoleContext } from "../context";
import { frameWords, languageOf } from "../i18n/frame";
import { contextOf } from "./context";
import { addRoute, findHost } from "./host";
import { showNavigation } from "./navigation";
import { askForTickets } from "./tickets";

/** What every page of the Admin Console loads: our navigation and our route. The pages come when one is first opened. */
async function main(): Promise<ConsoleContext | undefined> {
  const host = await findHost();
  if (!host) {
    console.warn("Ticket Gate: this console is not one that its pages can be added to.");
    return undefined;
  }
  let locale = "en";
  const context = contextOf(host, () => locale);
  locale = (await whoAmI(context, context.realm)).locale ?? "en";
  const words = frameWords[languageOf(locale)];
  await addRoute(host, "/:realm/ticket-gate/*", words.ticketGate, (into) => {
    const element = Object.assign(document.createElement("ticket-gate-console"), { context });
    void import("./element").then(() => into.append(element));
    return () => element.remove();
  });
  await showNavigation(context, words);
  if (mayLook(await rolesIn(context, context.realm))) {
    const { markPages } = await import("./marks");
    markPages(context, () => host.router.state.location.pathname, (path) => void host.router.navigate(path));
  }
  return context;
}

const started = main().catch((problem: unknown) => {
  console.error("Ticket Gate:", problem);
  return undefined;
});
askForTickets(started);
