import { AlertVariant, Button, Label } from "@libs/patternfly";
import { useAlerts } from "@libs/ui-shared";
import { useState } from "react";
import type { Rule } from "../../api/types";
import { useSay, useSayWord } from "../../i18n";
import { Ask } from "../../ui/ask";
import { useAddress, useConsole, useGate, useMay } from "../../ui/console";
import { Nothing } from "../../ui/empty";
import { Listing } from "../../ui/listing";
import { RowActions } from "../../ui/menu";
import { Page } from "../../ui/page";

const COLOURS = { enforce: "green", audit: "blue", off: "grey" } as const;

function Protected({ rule }: { rule: Rule }) {
  const { realmRoles = [], clientRoles = [], clientCredentials = [], configuration = [], attribute } = rule.protects;
  const all = [...realmRoles, ...clientRoles, ...clientCredentials, ...configuration, ...(attribute ? [attribute] : [])];
  return <>{all.map((it) => <Label key={it} isCompact variant="outline">{it}</Label>)}</>;
}

/** The rules of a realm. */
export function Rules() {
  const say = useSay();
  const sayWord = useSayWord();
  const gate = useGate();
  const may = useMay();
  const { go } = useConsole();
  const { realm } = useAddress();
  const { addAlert } = useAlerts();
  const [asked, setAsked] = useState<Rule>();
  const [turn, setTurn] = useState(0);
  const admin = may("admin");
  return (
    <Page title={say("nav.rules")} help={say("rules.help")} actions={admin && <Button onClick={() => go(["rules", "new"])}>{say("rules.add")}</Button>}>
      <Listing<Rule>
        label={say("nav.rules")}
        reloadKey={[realm, turn].join("|")}
        rowKey={(it) => it.id ?? it.name}
        load={async (_, position, max) => (await gate.get<Rule[]>("/rules")).slice(position, position + max)}
        columns={[
          { title: say("rules.name"), cell: (it) => <Button variant="link" isInline onClick={() => go(["rules", it.id ?? ""])}>{it.name}</Button> },
          { title: say("rules.mode"), cell: (it) => <Label isCompact color={COLOURS[(it.mode ?? "enforce") as keyof typeof COLOURS]}>{sayWord("rule.mode", it.mode ?? "enforce")}</Label> },
          { title: say("rules.protects"), cell: (it) => <Protected rule={it} /> },
          { title: say("rules.approvals"), cell: (it) => it.tickets?.minApprovals ?? 1 },
          { title: say("rules.systems"), cell: (it) => it.tickets?.systems?.join(", ") ?? say("rules.anySystem"), minor: true },
        ]}
        actions={(it) => <RowActions actions={admin ? [{ text: say("rules.delete"), danger: true, act: () => setAsked(it) }] : []} />}
        empty={
          <Nothing
            title={say("rules.none")}
            action={
              admin && (
                <>
                  <Button onClick={() => go(["rules", "first"])} data-testid="first-rule">{say("rules.first")}</Button>
                  <Button variant="link" onClick={() => go(["rules", "new"])}>{say("rules.firstForm")}</Button>
                </>
              )
            }
          >
            {say("bindings.none.noRule")}
          </Nothing>
        }
      />
      {asked && (
        <Ask
          title={say("rules.delete.title", { name: asked.name })}
          does={say("rules.delete")}
          danger
          act={async () => {
            await gate.delete("/rules/" + encodeURIComponent(asked.id ?? ""));
            addAlert(say("rules.deleted", { name: asked.name }), AlertVariant.success);
            setTurn((it) => it + 1);
          }}
          close={() => setAsked(undefined)}
        >
          {say("rules.delete.help")}
        </Ask>
      )}
    </Page>
  );
}
