import { AlertVariant, Button, ExternalLinkAltIcon, Label } from "@libs/patternfly";
import { useAlerts } from "@libs/ui-shared";
import { useMemo, useState } from "react";
import { myApi } from "../api/client";
import { useSay, useSayWord } from "../i18n";
import { Ask } from "../ui/ask";
import { useConsole } from "../ui/console";
import { Nothing } from "../ui/empty";
import { Listing } from "../ui/listing";
import { EntitlementText, SubjectText, When } from "../ui/show";
import { entitlementName, webAddress } from "../ui/text";
import { useWithLogin } from "./login";
import { Secret } from "./Secret";
import type { AccessRequest, Issued } from "./types";

const COLOURS = { making: "grey", pending: "blue", approved: "cyan", rejected: "red", closed: "grey", granted: "green", ended: "grey" } as const;

/** What the person asked for, with its ticket and what has become of it. */
export function MyRequests() {
  const say = useSay();
  const sayWord = useSayWord();
  const context = useConsole();
  const withLogin = useWithLogin();
  const { addAlert } = useAlerts();
  const api = useMemo(() => myApi(context), [context]);
  const [asked, setAsked] = useState<AccessRequest>();
  const [issued, setIssued] = useState<Issued>();
  const [turn, setTurn] = useState(0);
  const refresh = async (it: AccessRequest) => {
    await api.get(`/requests/${encodeURIComponent(it.id)}`);
    setTurn((n) => n + 1);
  };
  return (
    <>
      <Listing<AccessRequest>
        label={say("my.requests")}
        reloadKey={String(turn)}
        rowKey={(it) => it.id}
        load={(after, _, max) => api.get("/requests", { after: after?.id, max })}
        columns={[
          {
            title: say("column.entitlement"),
            cell: (it) => (
              <>
                <EntitlementText entitlement={it.entitlement} />
                {it.subject && <div className="tg-quiet"><SubjectText subject={it.subject} /></div>}
              </>
            ),
          },
          {
            title: say("column.ticket"),
            cell: (it) =>
              webAddress(it.url) ? (
                <a href={webAddress(it.url)} target="_blank" rel="noreferrer">{it.ticket} <ExternalLinkAltIcon /></a>
              ) : (
                (it.ticket ?? it.system)
              ),
          },
          {
            title: say("column.status"),
            cell: (it) => (
              <>
                <Label isCompact color={COLOURS[it.status]}>{sayWord("request", it.status)}</Label>
                {it.approvals && it.status === "pending" && (
                  <div className="tg-quiet">{say("requests.approvals", { approved: it.approvals.approved, pending: it.approvals.pending })}</div>
                )}
              </>
            ),
          },
          { title: say("my.why"), cell: (it) => it.justification, minor: true },
          { title: say("requests.asked"), cell: (it) => <When at={it.createdAt} /> },
        ]}
        actions={(it) => (
          <>
            {it.actions.includes("activate") && <Button size="sm" onClick={() => setAsked(it)}>{say("my.activate")}</Button>}
            {(it.status === "pending" || it.status === "making") && (
              <Button variant="link" size="sm" onClick={() => void refresh(it)}>{say("requests.refresh")}</Button>
            )}
          </>
        )}
        empty={<Nothing title={say("requests.none")} action={<Button variant="link" onClick={() => context.go(["ask"])}>{say("my.ask")}</Button>} />}
      />
      {asked && (
        <Ask
          title={say("my.activate.title")}
          does={say("my.activate")}
          act={async () => {
            const answer = await withLogin(() => api.post<Issued>(`/requests/${encodeURIComponent(asked.id)}/activate`, {}));
            if (!answer) return;
            if (answer.credential) setIssued(answer);
            addAlert(say("my.activate.done"), AlertVariant.success);
            setTurn((n) => n + 1);
          }}
          close={() => setAsked(undefined)}
        >
          {say("my.activate.help", { entitlement: entitlementName(asked.entitlement), ticket: asked.ticket ?? asked.system })}
        </Ask>
      )}
      {issued && <Secret issued={issued} close={() => setIssued(undefined)} />}
    </>
  );
}
