import { Alert, AlertVariant, Button, Label, List, ListItem, ToggleGroup, ToggleGroupItem, Toolbar, ToolbarContent, ToolbarItem } from "@libs/patternfly";
import { useAlerts } from "@libs/ui-shared";
import { useState } from "react";
import { whoAmI } from "../../api/who";
import type { Binding, ReviewResult } from "../../api/types";
import { useSay } from "../../i18n";
import { Ask } from "../../ui/ask";
import { useAddress, useConsole, useGate, useMay } from "../../ui/console";
import { Nothing } from "../../ui/empty";
import { Listing } from "../../ui/listing";
import { RowActions } from "../../ui/menu";
import { Page } from "../../ui/page";
import { EntitlementText, Status, SubjectText, When } from "../../ui/show";
import { entitlementName, subjectName } from "../../ui/text";
import { useBindingActions } from "../bindingActions";

const MOST = 100;
const certifiable = (it: Binding) => it.dueReview?.kind !== "emergency";

/** What was not done of many, and why. */
function Refused({ results, rows, close }: { results: ReviewResult[]; rows: Map<string, Binding>; close(): void }) {
  const say = useSay();
  const refused = results.filter((it) => it.result === "refused");
  if (refused.length === 0) return null;
  const name = (id: string) => {
    const row = rows.get(id);
    return row ? `${subjectName(row.subject)} · ${entitlementName(row.entitlement)}` : id;
  };
  return (
    <Alert
      isInline
      variant="warning"
      className="pf-v5-u-mb-md"
      title={say("reviews.refused", { count: refused.length })}
      actionClose={<Button variant="plain" aria-label={say("close")} onClick={close}>✕</Button>}
    >
      <List isPlain>
        {refused.map((it) => (
          <ListItem key={it.id}>
            {name(it.id)}: {it.detail} <span className="tg-quiet">{it.code}</span>
          </ListItem>
        ))}
      </List>
    </Alert>
  );
}

/** What awaits a review: mine, or everybody's. */
export function Reviews() {
  const say = useSay();
  const gate = useGate();
  const may = useMay();
  const context = useConsole();
  const { realm, query } = useAddress();
  const { addAlert } = useAlerts();
  const mine = query.get("all") !== "true";
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [asked, setAsked] = useState<"certified" | "revoked">();
  const [results, setResults] = useState<ReviewResult[]>([]);
  const [rows] = useState(() => new Map<string, Binding>());
  const [turn, setTurn] = useState(0);
  const again = () => setTurn((it) => it + 1);
  const actions = useBindingActions(again);

  const load = async (_: Binding | undefined, position: number, max: number) => {
    let reviewer: string | undefined;
    // Whoever is logged in to another realm reviews nothing here as a person.
    if (mine && context.loginRealm === realm) reviewer = (await whoAmI(context, realm)).userId;
    if (mine && !reviewer) return [];
    const due = await gate.get<Binding[]>("/reviews", { reviewer, first: position, max });
    due.forEach((it) => rows.set(it.id, it));
    return due;
  };

  return (
    <Page title={say("nav.reviews")} help={say("reviews.help")}>
      <Refused results={results} rows={rows} close={() => setResults([])} />
      <Toolbar>
        <ToolbarContent>
          <ToolbarItem>
            <ToggleGroup aria-label={say("reviews.whose")}>
              <ToggleGroupItem text={say("reviews.mine")} buttonId="reviews-mine" isSelected={mine} onChange={() => context.go(["reviews"])} />
              <ToggleGroupItem text={say("reviews.all")} buttonId="reviews-all" isSelected={!mine} onChange={() => context.go(["reviews"], { all: "true" })} />
            </ToggleGroup>
          </ToolbarItem>
          {may("review", "admin") && (
            <>
              <ToolbarItem>
                <Button isDisabled={chosen.size === 0} onClick={() => setAsked("certified")} data-testid="certify-chosen">
                  {say("reviews.certify", { count: chosen.size })}
                </Button>
              </ToolbarItem>
              <ToolbarItem>
                <Button variant="danger" isDisabled={chosen.size === 0} onClick={() => setAsked("revoked")} data-testid="revoke-chosen">
                  {say("reviews.revoke", { count: chosen.size })}
                </Button>
              </ToolbarItem>
            </>
          )}
        </ToolbarContent>
      </Toolbar>
      <Listing<Binding>
        label={say("nav.reviews")}
        reloadKey={[realm, mine, turn].join("|")}
        rowKey={(it) => it.id}
        pageSize={50}
        load={load}
        selection={may("review", "admin") ? { chosen, choose: setChosen, allowed: certifiable } : undefined}
        columns={[
          {
            title: say("column.subject"),
            cell: (it) => <Button variant="link" isInline onClick={() => context.go(["bindings", it.id])}><SubjectText subject={it.subject} /></Button>,
          },
          {
            title: say("column.entitlement"),
            cell: (it) => <><EntitlementText entitlement={it.entitlement} /> {!certifiable(it) && <Label isCompact color="red">{say("breakGlass")}</Label>}</>,
          },
          { title: say("field.justification"), cell: (it) => it.justification ?? "—" },
          { title: say("column.ticket"), cell: (it) => (it.breakGlass ? "—" : it.ticket), minor: true },
          { title: say("binding.lastUsed"), cell: (it) => <When at={it.lastUsedAt} absent={say("unused.never")} /> },
          { title: say("column.status"), cell: (it) => <Status status={it.status} />, minor: true },
          { title: say("reviews.due"), cell: (it) => <When at={it.reviewDueAt} /> },
          ...(mine ? [] : [{ title: say("reviews.reviewer"), cell: (it: Binding) => it.reviewer ?? "—" }]),
        ]}
        actions={(it) => <RowActions actions={actions.of(it)} />}
        empty={
          <Nothing title={say(mine ? "reviews.noneMine" : "reviews.none")} action={mine && <Button variant="link" onClick={() => context.go(["reviews"], { all: "true" })}>{say("reviews.showAll")}</Button>}>
            {say("reviews.none.help")}
          </Nothing>
        }
      />
      {asked && (
        <Ask
          title={say(asked === "certified" ? "reviews.certify.title" : "reviews.revoke.title", { count: chosen.size })}
          does={say(asked === "certified" ? "reviews.certify" : "reviews.revoke", { count: chosen.size })}
          danger={asked === "revoked"}
          questions={[{ name: "comment", label: say("field.comment"), kind: "long" }]}
          act={async ({ comment }) => {
            const all: ReviewResult[] = [];
            const ids = [...chosen];
            for (let from = 0; from < ids.length; from += MOST) {
              all.push(...(await gate.post<ReviewResult[]>("/reviews", { ids: ids.slice(from, from + MOST), outcome: asked, comment })));
            }
            setResults(all);
            setChosen(new Set());
            const done = all.filter((it) => it.result !== "refused").length;
            if (done > 0) addAlert(say("reviews.done", { count: done }), AlertVariant.success);
            again();
          }}
          close={() => setAsked(undefined)}
        >
          <p className="pf-v5-u-mb-md">{say(asked === "certified" ? "reviews.certify.help" : "reviews.revoke.help")}</p>
        </Ask>
      )}
      {actions.dialog}
    </Page>
  );
}
