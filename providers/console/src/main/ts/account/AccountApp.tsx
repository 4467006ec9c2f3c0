import { I18nextProvider } from "@libs/i18n";
import { PageSection, Tab, TabTitleText, Tabs, Text, TextContent } from "@libs/patternfly";
import { AlertProvider, ErrorBoundaryFallback, ErrorBoundaryProvider, Help } from "@libs/ui-shared";
import type { ConsoleContext } from "../context";
import { i18n, useSay } from "../i18n";
import { ConsoleProvider, useAddress, useConsole } from "../ui/console";
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
        <Tabs activeKey={tab} onSelect={(_, key) => go([String(key)])} className="pf-v5-u-mb-md" aria-label={say("my.title")}>
          <Tab eventKey="access" title={<TabTitleText>{say("my.held")}</TabTitleText>} />
          <Tab eventKey="ask" title={<TabTitleText>{say("my.ask")}</TabTitleText>} />
          <Tab eventKey="requests" title={<TabTitleText>{say("my.requests")}</TabTitleText>} />
          <Tab eventKey="accounts" title={<TabTitleText>{say("my.accounts")}</TabTitleText>} />
          <Tab eventKey="earlier" title={<TabTitleText>{say("my.earlier")}</TabTitleText>} />
        </Tabs>
        {tab === "access" && <MyAccess live />}
        {tab === "ask" && <AskFor key={path[1]} serviceAccount={path[1]} />}
        {tab === "requests" && <MyRequests />}
        {tab === "accounts" && <ServiceAccounts />}
        {tab === "earlier" && <MyAccess live={false} />}
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
