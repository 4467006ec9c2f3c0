import patternfly from "@libs/patternfly.css";
import own from "./pages.css";

let loaded: Promise<unknown> | undefined;

const sheet = (address: string) =>
  new Promise<void>((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(address, import.meta.url).href;
    link.onload = link.onerror = () => done();
    // Before the console's own: where both have a rule, the console's counts.
    document.head.prepend(link);
  });

/** Loads the style sheets once, when the first page is opened. */
export const loadStyles = (): Promise<unknown> => (loaded ??= Promise.all([sheet(own), sheet(patternfly)]));
