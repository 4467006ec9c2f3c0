import { I18nextProvider } from "@libs/i18n";
import { PageSection, Text, TextContent } from "@libs/patternfly";
import { AlertProvider, ErrorBoundaryFallback, ErrorBoundaryProvider, Help } from "@libs/ui-shared";
import type { ConsoleContext } from "../context";
import { i18n, useSay } from "../i18n";
import { ConsoleProvider, useAddress, useConsole } from "../ui/console";
import { Panes } from "../ui/panes";
import { Problem } from "../ui/show";
import { AskFor } from "./AskFor";
import { LoginProvider, type Login } from "./login";
import { MyAccess } from "./MyAccess";
import { MyRequests } from "./MyRequests";
import { ServiceAccounts } from "./ServiceAccounts";

const Failed = ({ error }: { error?: unknown }) => <Problem problem={error} />;

function Pages() {
  const say = useSay();
  const { go } = useConsole();
  const { path } = useAddress();
  const tab = path[0] ?? "access";
  return (
    <>
      <PageSection variant="light">
        <TextContent>
          <Text component="h1" data-testid="page-heading">{say("my.title")}</Text>
          <Text component="p">{say("my.help")}</Text>
        </TextContent>
      </PageSection>
      <PageSection variant="light">
        <Panes
          label={say("my.title")}
          active={tab}
          onChange={(key) => go([key])}
          panes={[
            { key: "access", title: say("my.held"), content: <MyAccess live /> },
            { key: "ask", title: say("my.ask"), content: <AskFor key={path[1]} serviceAccount={path[1]} /> },
            { key: "requests", title: say("my.requests"), content: <MyRequests /> },
            { key: "accounts", title: say("my.accounts"), content: <ServiceAccounts /> },
            { key: "earlier", title: say("my.earlier"), content: <MyAccess live={false} /> },
          ]}
        />
      </PageSection>
    </>
  );
}

export const AccountApp = ({ context, login }: { context: ConsoleContext; login: Login }) => (
  <ConsoleProvider context={context}>
    <LoginProvider login={login}>
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
    </LoginProvider>
  </ConsoleProvider>
);
