import { createRoot, type Root } from "react-dom/client";
import type { ConsoleContext } from "../context";
import { startWords } from "../i18n";
import { loadStyles } from "../styles";
import { App } from "./App";

/** Holds the pages. Its one property has the shape of Keycloak's proposed UiScriptProvider (keycloak#52777). */
class TicketGateConsole extends HTMLElement {
  // Declared only: a field of the class would wipe what was set before the class was known.
  declare context: ConsoleContext;
  #root?: Root;

  connectedCallback(): void {
    void Promise.all([loadStyles(), startWords(this.context.locale)]).then(() => {
      if (!this.isConnected) return;
      this.#root ??= createRoot(this);
      this.#root.render(<App context={this.context} />);
    });
  }

  disconnectedCallback(): void {
    this.#root?.unmount();
    this.#root = undefined;
  }
}

customElements.define("ticket-gate-console", TicketGateConsole);
