import { Alert, AlertVariant, Button, Label } from "@libs/patternfly";
import { useAlerts } from "@libs/ui-shared";
import { useMemo, useState } from "react";
import { myApi } from "../api/client";
import { useSay } from "../i18n";
import { Ask } from "../ui/ask";
import { useConsole } from "../ui/console";
import { Nothing } from "../ui/empty";
import { Listing } from "../ui/listing";
import { EntitlementText } from "../ui/show";
import { entitlementName } from "../ui/text";
import type { AccessRequest, Askable } from "./types";

/** What the rules let the person ask for, and the request itself: it makes a ticket in the ITSM. */
export function AskFor({ serviceAccount }: { serviceAccount?: string }) {
  const say = useSay();
  const context = useConsole();
  const { addAlert } = useAlerts();
  const api = useMemo(() => myApi(context), [context]);
  const [asked, setAsked] = useState<Askable>();
  return (
    <>
      {serviceAccount && <Alert isInline isPlain variant="info" className="pf-v5-u-mb-md" title={say("ask.forAccount", { account: serviceAccount })} />}
      <Listing<Askable>
        label={say("my.ask")}
        reloadKey={serviceAccount ?? ""}
        rowKey={(it) => it.id}
        load={(after, _, max) => api.get("/entitlements", { serviceAccount, after: after?.id, max })}
        columns={[
          {
            title: say("column.entitlement"),
            cell: (it) => (
              <>
                <EntitlementText entitlement={it.entitlement} /> {it.held && <Label isCompact color="green">{say("ask.held")}</Label>}
                {it.description && <div className="tg-quiet">{it.description}</div>}
              </>
            ),
          },
          { title: say("ask.system"), cell: (it) => it.systems.join(", ") },
          { title: say("column.rule"), cell: (it) => it.rules.join(", "), minor: true },
        ]}
        actions={(it) => (
          <Button size="sm" onClick={() => setAsked(it)}>{say("ask")}</Button>
        )}
        empty={<Nothing title={say("ask.none")}>{say("ask.none.help")}</Nothing>}
      />
      {asked && (
        <Ask
          title={say("ask.title", { entitlement: entitlementName(asked.entitlement) })}
          does={say("ask")}
          questions={[
            { name: "justification", label: say("field.justification"), help: say("ask.justification.help"), kind: "long", required: true },
            { name: "from", label: say("ask.from"), help: asked.windowRequired ? undefined : say("ask.from.help"), kind: "time", required: asked.windowRequired },
            { name: "until", label: say("field.until"), help: asked.windowRequired ? undefined : say("ask.until.help"), kind: "time", required: asked.windowRequired },
          ]}
          act={async (answers) => {
            const request = await api.post<AccessRequest>("/requests", {
              entitlement: asked.entitlement,
              ...(serviceAccount ? { subject: { serviceAccount } } : {}),
              ...answers,
            });
            addAlert(request.ticket ? say("ask.made", { ticket: request.ticket }) : say("ask.making"), AlertVariant.success);
            context.go(["requests"]);
          }}
          close={() => setAsked(undefined)}
        >
          <p className="pf-v5-u-mb-md">{say("ask.help", { system: asked.systems[0] ?? "" })}</p>
        </Ask>
      )}
    </>
  );
}
