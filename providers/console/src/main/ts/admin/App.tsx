import { AlertProvider, ErrorBoundaryFallback, ErrorBoundaryProvider, Help } from "@libs/ui-shared";
import { I18nextProvider } from "@libs/i18n";
import { PageSection } from "@libs/patternfly";
import type { ConsoleContext } from "../context";
import { i18n, useSay } from "../i18n";
import { ConsoleProvider, useAddress } from "../ui/console";
import { Nothing } from "../ui/empty";
import { Problem } from "../ui/show";
import { FirstRule } from "./first/FirstRule";
import { Activity } from "./pages/Activity";
import { BindingPage } from "./pages/Binding";
import { Bindings } from "./pages/Bindings";
import { BreakGlass } from "./pages/BreakGlass";
import { Coverage } from "./pages/Coverage";
import { Reviews } from "./pages/Reviews";
import { RuleForm } from "./pages/RuleForm";
import { Rules } from "./pages/Rules";
import { SubscriberPage, Subscribers } from "./pages/Subscribers";
import { SystemPage, Systems } from "./pages/Systems";

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
  const [page, id, tab] = path;
  // Another realm, or another thing, is a page that begins anew; another tab of it is not.
  const key = [realm, page, id].join("/");
  switch (page) {
    case undefined:
    case "bindings":
      return id ? <BindingPage key={key} id={id} /> : <Bindings key={realm} />;
    case "coverage":
      return <Coverage key={realm} tab={id} />;
    case "reviews":
      return <Reviews key={realm} />;
    case "rules":
      if (id === "first") return <FirstRule key={key} />;
      return id ? <RuleForm key={key} id={id === "new" ? undefined : id} /> : <Rules key={realm} />;
    case "systems":
      return id ? <SystemPage key={key} id={id} tab={tab} /> : <Systems key={realm} />;
    case "break-glass":
      return <BreakGlass key={realm} />;
    case "subscribers":
      return id ? <SubscriberPage key={key} id={id} tab={tab} /> : <Subscribers key={realm} />;
    case "activity":
      return <Activity key={realm} />;
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
