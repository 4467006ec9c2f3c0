import { Button, SearchInput, Toolbar, ToolbarContent, ToolbarItem } from "@libs/patternfly";
import { useState } from "react";
import type { Binding } from "../../api/types";
import { useSay, useSayWord } from "../../i18n";
import { useAddress, useConsole, useGate, useMay } from "../../ui/console";
import { Nothing } from "../../ui/empty";
import { Listing } from "../../ui/listing";
import { Choose, RowActions } from "../../ui/menu";
import { Page } from "../../ui/page";
import { EntitlementText, Status, SubjectText, When } from "../../ui/show";
import { useBindingActions } from "../bindingActions";
import { useFirstStep } from "../firstStep";

const FIELDS = ["user", "client", "role", "ticket"] as const;
const STATUSES = ["AUTHORIZED", "ACTIVE", "SUSPENDED", "REVOKED", "EXPIRED"] as const;
const SOON = { day: 24, week: 7 * 24 } as const;

/** What the list is narrowed to, as it stands in the address of the page. */
type Filter = Record<string, string>;

const within = (soon: string) => {
  const hours = SOON[soon as keyof typeof SOON];
  return hours ? new Date(Date.now() + hours * 3_600_000).toISOString() : undefined;
};

export function Bindings() {
  const say = useSay();
  const sayWord = useSayWord();
  const { go } = useConsole();
  const context = useConsole();
  const gate = useGate();
  const may = useMay();
  const { query } = useAddress();
  const firstStep = useFirstStep();
  const filter: Filter = Object.fromEntries(query);
  const named = FIELDS.find((name) => filter[name] !== undefined);
  const [field, setField] = useState<string>(named ?? "user");
  const [text, setText] = useState(named ? (filter[named] ?? "") : "");
  const [turn, setTurn] = useState(0);
  const actions = useBindingActions(() => setTurn((it) => it + 1));

  const narrow = (change: Filter) => {
    const next = { ...filter, ...change };
    context.go(["bindings"], Object.fromEntries(Object.entries(next).filter(([, value]) => value !== "")));
  };
  const search = (value: string) => narrow({ ...Object.fromEntries(FIELDS.map((name) => [name, ""])), [field]: value.trim() });
  const filtered = Object.keys(filter).length > 0;

  return (
    <Page title={say("nav.bindings")} help={say("bindings.help")}>
      <Toolbar>
        <ToolbarContent>
          <ToolbarItem>
            <Choose
              label={say("search.by")}
              value={field}
              options={FIELDS.map((name) => ({ value: name, text: say(`search.${name}`) }))}
              onChange={setField}
            />
          </ToolbarItem>
          <ToolbarItem>
            <SearchInput
              aria-label={say(`search.${field as (typeof FIELDS)[number]}`)}
              placeholder={say(`search.${field as (typeof FIELDS)[number]}.example`)}
              value={text}
              onChange={(_, value) => setText(value)}
              onSearch={(_, value) => search(value)}
              onClear={() => {
                setText("");
                search("");
              }}
            />
          </ToolbarItem>
          <ToolbarItem>
            <Choose
              label={say("bindings.status")}
              value={filter.status ?? ""}
              options={[{ value: "", text: say("bindings.anyStatus") }, ...STATUSES.map((it) => ({ value: it, text: sayWord("status", it) }))]}
              onChange={(status) => narrow({ status })}
            />
          </ToolbarItem>
          <ToolbarItem>
            <Choose
              label={say("bindings.ending")}
              value={filter.soon ?? ""}
              options={[
                { value: "", text: say("bindings.anyEnd") },
                { value: "day", text: say("bindings.endsInDay") },
                { value: "week", text: say("bindings.endsInWeek") },
              ]}
              onChange={(soon) => narrow({ soon })}
            />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <Listing<Binding>
        label={say("nav.bindings")}
        reloadKey={query.toString() + turn}
        rowKey={(it) => it.id}
        load={(after, _, max) =>
          gate.get("/bindings", {
            user: filter.user,
            client: filter.client,
            role: filter.role,
            ticket: filter.ticket,
            status: filter.status,
            expiringBefore: within(filter.soon ?? ""),
            after: after?.id,
            max,
          })
        }
        columns={[
          {
            title: say("column.subject"),
            cell: (it) => (
              <Button variant="link" isInline onClick={() => go(["bindings", it.id])}>
                <SubjectText subject={it.subject} />
              </Button>
            ),
          },
          { title: say("column.entitlement"), cell: (it) => <EntitlementText entitlement={it.entitlement} /> },
          { title: say("column.ticket"), cell: (it) => (it.breakGlass ? say("breakGlass") : it.ticket) },
          { title: say("column.status"), cell: (it) => <Status status={it.status} /> },
          { title: say("column.rule"), cell: (it) => it.rule, minor: true },
          {
            title: say("column.until"),
            cell: (it) => <When at={it.endedAt ?? it.expiresAt} absent={say("until.reviewed")} />,
          },
        ]}
        actions={(it) => <RowActions actions={actions.of(it)} />}
        empty={
          filtered ? (
            <Nothing title={say("bindings.noneFound")} action={<Button variant="link" onClick={() => context.go(["bindings"])}>{say("search.all")}</Button>} />
          ) : (
            <Nothing
              title={say("bindings.none")}
              action={
                firstStep === "rule" && may("admin") ? (
                  <Button onClick={() => go(["rules", "first"])}>{say("rules.first")}</Button>
                ) : (
                  <Button variant="link" onClick={() => go(["coverage"])}>{say("coverage.open")}</Button>
                )
              }
            >
              {say(firstStep === "rule" ? "bindings.none.noRule" : "bindings.none.help")}
            </Nothing>
          )
        }
      />
      {actions.dialog}
    </Page>
  );
}
