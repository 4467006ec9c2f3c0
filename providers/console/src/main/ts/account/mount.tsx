import { createRoot } from "react-dom/client";
import type { Host } from "../admin/host";
import { startWords } from "../i18n";
import { loadStyles } from "../styles";
import { AccountApp } from "./AccountApp";
import { accountContext } from "./context";

/** Shows "My access" in an element of the Account Console; answers how to take it away. */
export function mount(into: HTMLElement, host: Host): () => void {
  const context = accountContext(host);
  const root = createRoot(into.appendChild(document.createElement("ticket-gate-account")));
  let gone = false;
  void Promise.all([loadStyles(), startWords(context.locale)]).then(() => {
    if (!gone) root.render(<AccountApp context={context} login={(options) => host.keycloak.login(options)} />);
  });
  return () => {
    gone = true;
    root.unmount();
    into.replaceChildren();
  };
}
