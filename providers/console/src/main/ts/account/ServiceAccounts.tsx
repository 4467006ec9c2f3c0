import { AlertVariant, Button, Label, Title } from "@libs/patternfly";
import { useAlerts } from "@libs/ui-shared";
import { useMemo, useState } from "react";
import { myApi } from "../api/client";
import { useSay } from "../i18n";
import { Ask, type Question } from "../ui/ask";
import { useConsole } from "../ui/console";
import { Nothing } from "../ui/empty";
import { Listing } from "../ui/listing";
import { EntitlementText, Status, SubjectText, When } from "../ui/show";
import { entitlementName } from "../ui/text";
import { useWithLogin } from "./login";
import { Secret } from "./Secret";
import type { Access, Issued, Owned } from "./types";

type Action = "activate" | "give-back";

/** The service accounts that the person answers for, and what they hold. */
export function ServiceAccounts() {
  const say = useSay();
  const context = useConsole();
  const withLogin = useWithLogin();
  const { addAlert } = useAlerts();
  const api = useMemo(() => myApi(context), [context]);
  const [asked, setAsked] = useState<{ action: Action; access: Access }>();
  const [issued, setIssued] = useState<Issued>();
  const [turn, setTurn] = useState(0);
  const questions: Question[] = asked?.action === "give-back" ? [{ name: "reason", label: say("field.reason"), kind: "long" }] : [];
  return (
    <>
      <Listing<Owned>
        label={say("my.accounts")}
        reloadKey="owned"
        rowKey={(it) => it.clientId}
        load={(after, _, max) => api.get("/service-accounts", { after: after?.clientId, max })}
        columns={[
          { title: say("accounts.client"), cell: (it) => <>{it.clientId} {!it.enabled && <Label isCompact color="grey">{say("accounts.disabled")}</Label>}</> },
          { title: say("component.name"), cell: (it) => it.name ?? "—" },
        ]}
        actions={(it) => <Button variant="link" isInline size="sm" onClick={() => context.go(["ask", it.clientId])}>{say("accounts.ask")}</Button>}
        empty={<Nothing title={say("accounts.none")}>{say("accounts.none.help")}</Nothing>}
      />
      <Title headingLevel="h2" size="lg" className="pf-v5-u-mt-xl pf-v5-u-mb-md">{say("accounts.held")}</Title>
      <Listing<Access>
        label={say("accounts.held")}
        reloadKey={String(turn)}
        rowKey={(it) => it.id}
        load={(after, _, max) => api.get("/service-accounts/access", { after: after?.id, max })}
        columns={[
          { title: say("column.subject"), cell: (it) => it.subject && <SubjectText subject={it.subject} /> },
          { title: say("column.entitlement"), cell: (it) => <EntitlementText entitlement={it.entitlement} /> },
          { title: say("column.status"), cell: (it) => <Status status={it.status} /> },
          { title: say("column.ticket"), cell: (it) => it.ticket },
          { title: say("column.until"), cell: (it) => <When at={it.expiresAt} absent={say("until.reviewed")} /> },
        ]}
        actions={(it) =>
          it.actions
            .filter((action): action is Action => action !== "extend")
            .map((action) => (
              <Button key={action} variant={action === "activate" ? "primary" : "link"} isInline={action !== "activate"} size="sm" className="pf-v5-u-mr-md" onClick={() => setAsked({ action, access: it })}>
                {say(action === "activate" && it.entitlement.clientCredential ? "accounts.obtain" : `my.${action}`)}
              </Button>
            ))
        }
        empty={<Nothing title={say("accounts.nothingHeld")} />}
      />
      {asked && (
        <Ask
          key={asked.access.id + asked.action}
          title={say(`my.${asked.action}.title`)}
          does={say(`my.${asked.action}`)}
          danger={asked.action === "give-back"}
          questions={questions}
          act={async (answers) => {
            const answer = await withLogin(() => api.post<Issued>(`/service-accounts/access/${encodeURIComponent(asked.access.id)}/${asked.action}`, answers));
            if (!answer) return;
            if (answer.credential) setIssued(answer);
            addAlert(say(`my.${asked.action}.done`), AlertVariant.success);
            setTurn((n) => n + 1);
          }}
          close={() => setAsked(undefined)}
        >
          <p className="pf-v5-u-mb-md">{say("accounts.help", { entitlement: entitlementName(asked.access.entitlement), ticket: asked.access.ticket })}</p>
        </Ask>
      )}
      {issued && <Secret issued={issued} close={() => setIssued(undefined)} />}
    </>
  );
}
