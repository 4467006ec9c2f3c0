import { AlertVariant, Button } from "@libs/patternfly";
import { useAlerts } from "@libs/ui-shared";
import { useMemo, useState } from "react";
import { myApi } from "../api/client";
import { useSay, useSayWord } from "../i18n";
import { Ask, type Question } from "../ui/ask";
import { useConsole } from "../ui/console";
import { Nothing } from "../ui/empty";
import { Listing } from "../ui/listing";
import { EntitlementText, Status, When } from "../ui/show";
import { entitlementName } from "../ui/text";
import { useWithLogin } from "./login";
import type { Access } from "./types";

type Action = Access["actions"][number];

/** What the person holds, or also held, and what they can do about it. */
export function MyAccess({ live }: { live: boolean }) {
  const say = useSay();
  const sayWord = useSayWord();
  const context = useConsole();
  const withLogin = useWithLogin();
  const { addAlert } = useAlerts();
  const api = useMemo(() => myApi(context), [context]);
  const [asked, setAsked] = useState<{ action: Action; access: Access }>();
  const [turn, setTurn] = useState(0);
  const questions: Record<Action, Question[]> = {
    activate: [],
    extend: [{ name: "expiresAt", label: say("field.until"), kind: "time", required: true, value: asked?.access.expiresAt }],
    "give-back": [{ name: "reason", label: say("field.reason"), kind: "long" }],
  };
  const act = async (answers: Record<string, string>) => {
    if (!asked) return;
    await withLogin(() => api.post(`/access/${encodeURIComponent(asked.access.id)}/${asked.action}`, answers));
    addAlert(say(`my.${asked.action}.done`), AlertVariant.success);
    setTurn((it) => it + 1);
  };
  return (
    <>
      <Listing<Access>
        label={say(live ? "my.held" : "my.earlier")}
        reloadKey={[live, turn].join("|")}
        rowKey={(it) => it.id}
        load={(after, _, max) => api.get("/access", { live, after: after?.id, max })}
        columns={[
          { title: say("column.entitlement"), cell: (it) => <EntitlementText entitlement={it.entitlement} /> },
          { title: say("column.status"), cell: (it) => <Status status={it.status} /> },
          { title: say("column.ticket"), cell: (it) => it.ticket },
          { title: say("my.why"), cell: (it) => it.justification ?? "—" },
          {
            title: say("column.until"),
            cell: (it) =>
              it.endedAt ? (
                <>
                  <When at={it.endedAt} /> {it.cause && <span className="tg-quiet">· {sayWord("cause", it.cause)}</span>}
                </>
              ) : (
                <When at={it.expiresAt} absent={say("until.reviewed")} />
              ),
          },
        ]}
        actions={(it) =>
          it.actions.map((action) => (
            <Button key={action} variant={action === "activate" ? "primary" : "link"} isInline={action !== "activate"} size="sm" className="pf-v5-u-mr-md" onClick={() => setAsked({ action, access: it })}>
              {say(`my.${action}`)}
            </Button>
          ))
        }
        empty={<Nothing title={say(live ? "my.none" : "my.noneEarlier")}>{say("my.none.help")}</Nothing>}
      />
      {asked && (
        <Ask
          key={asked.access.id + asked.action}
          title={say(`my.${asked.action}.title`)}
          does={say(`my.${asked.action}`)}
          danger={asked.action === "give-back"}
          questions={questions[asked.action]}
          act={act}
          close={() => setAsked(undefined)}
        >
          <p className="pf-v5-u-mb-md">{say(`my.${asked.action}.help`, { entitlement: entitlementName(asked.access.entitlement), ticket: asked.access.ticket })}</p>
        </Ask>
      )}
    </>
  );
}
