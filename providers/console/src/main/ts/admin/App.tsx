import { AlertProvider, ErrorBoundaryFallback, ErrorBoundaryProvider, Help } from "@libs/ui-shared";
import { I18nextProvider } from "@libs/i18n";
import { PageSection } from "@libs/patternfly";
import type { ConsoleContext } from "../context";
import { i18n, useSay } from "../i18n";
import { ConsoleProvider, useAddress } from "../ui/console";
import { Nothing } from "../ui/empty";
import { Problem } from "../ui/show";
import { BindingPage } from "./pages/Binding";
import { Bindings } from "./pages/Bindings";

const Failed = ({ error }: { error?: unknown }) => (
  <PageSection variant="light">
    <Problem problem={error} />
  </PageSection>
);

const NoSuchPage = () => {
  const say = useSay();
  return <Nothing title={say("page.unknown")} />;
};

function Pages() {
  const { realm, path } = useAddress();
  const [page, id] = path;
  const key = [realm, ...path].join("/");
  switch (page) {
    case undefined:
    case "bindings":
      return id ? <BindingPage key={key} id={id} /> : <Bindings key={key} />;
    default:
      return <NoSuchPage />;
  }
}

export const App = ({ context }: { context: ConsoleContext }) => (
  <ConsoleProvider context={context}>
    <I18nextProvider i18n={i18n}>
      <ErrorBoundaryProvider>
        <Help>
          <AlertProvider>
            <ErrorBoundaryFallback fallback={Failed}>
              <Pages />
            </ErrorBoundaryFallback>
          </AlertProvider>
        </Help>
      </ErrorBoundaryProvider>
    </I18nextProvider>
  </ConsoleProvider>
);
