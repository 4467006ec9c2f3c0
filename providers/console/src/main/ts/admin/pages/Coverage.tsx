import { AlertVariant, Button, Label } from "@libs/patternfly";
import { useAlerts } from "@libs/ui-shared";
import { useState } from "react";
import type { Binding, Covered, Entitlement, Subject, Unused, UnusedReport } from "../../api/types";
import { useSay } from "../../i18n";
import { Ask } from "../../ui/ask";
import { useAddress, useConsole, useGate, useMay, useStock } from "../../ui/console";
import { Nothing } from "../../ui/empty";
import { Listing } from "../../ui/listing";
import { RowActions, type Action } from "../../ui/menu";
import { Page } from "../../ui/page";
import { Panes } from "../../ui/panes";
import { EntitlementText, SubjectText, When } from "../../ui/show";
import { entitlementName, named, subjectName } from "../../ui/text";
import { takeAway } from "../mappings";
import { useFirstStep } from "../firstStep";
import { Adopt } from "./Adopt";
import { Jobs } from "./Jobs";

type Asked = { kind: "bind" | "remove"; row: Covered } | { kind: "adopt"; role?: string };

const rowKey = (it: { subject: Subject; entitlement: Entitlement; binding?: string }) =>
  [it.binding, subjectName(it.subject), it.subject.userId, entitlementName(it.entitlement)].join("|");

/** Whether the grant is one that a role mapping of Keycloak's can be taken away for. */
const direct = (it: Covered) => (it.subject.userId !== undefined || it.subject.user !== undefined) && (it.entitlement.realmRole ?? it.entitlement.clientRole) !== undefined;

function Held({ bound, ask, turn }: { bound: boolean; ask(asked: Asked): void; turn: number }) {
  const say = useSay();
  const gate = useGate();
  const may = useMay();
  const { go } = useConsole();
  const { realm } = useAddress();
  const firstStep = useFirstStep();
  const actions = (row: Covered): Action[] => [
    ...(may("grant") ? [{ text: say("coverage.bind"), act: () => ask({ kind: "bind", row }) }] : []),
    ...(may("admin") ? [{ text: say("coverage.adoptRole"), act: () => ask({ kind: "adopt", role: entitlementName(row.entitlement) }) }] : []),
    ...(direct(row) ? [{ text: say("coverage.remove"), danger: true, act: () => ask({ kind: "remove", row }) }] : []),
  ];
  return (
    <Listing<Covered>
      label={say(bound ? "coverage.bound" : "coverage.unbound")}
      reloadKey={[realm, bound, turn].join("|")}
      rowKey={rowKey}
      load={(_, position, max) => gate.get("/coverage", { bound, first: position, max })}
      columns={[
        { title: say("column.subject"), cell: (it) => <SubjectText subject={it.subject} /> },
        {
          title: say("column.entitlement"),
          cell: (it) => (
            <>
              <EntitlementText entitlement={it.entitlement} />{" "}
              {it.together && <Label isCompact color="red">{say("coverage.together", { roles: it.together.join(", ") })}</Label>}
            </>
          ),
        },
        { title: say("column.rule"), cell: (it) => it.rule },
        bound
          ? {
              title: say("column.binding"),
              cell: (it) => it.binding && <Button variant="link" isInline onClick={() => go(["bindings", it.binding!])}>{say("coverage.openBinding")}</Button>,
            }
          : { title: say("coverage.foundAt"), cell: (it) => <When at={it.foundAt} absent={say("coverage.notYetReported")} /> },
      ]}
      actions={bound ? undefined : (row) => <RowActions actions={actions(row)} />}
      empty={
        firstStep === "rule" ? (
          <Nothing title={say("coverage.noRule")} action={may("admin") && <Button onClick={() => go(["rules", "first"])}>{say("rules.first")}</Button>}>
            {say("bindings.none.noRule")}
          </Nothing>
        ) : (
          <Nothing title={say(bound ? "coverage.noneBound" : "coverage.allBound")}>{say(bound ? "coverage.noneBound.help" : "coverage.allBound.help")}</Nothing>
        )
      }
    />
  );
}

function NotUsed({ turn }: { turn: number }) {
  const say = useSay();
  const gate = useGate();
  const { go } = useConsole();
  const { realm } = useAddress();
  return (
    <Listing<Unused>
      label={say("coverage.unused")}
      reloadKey={[realm, turn].join("|")}
      rowKey={rowKey}
      load={async (after, _, max) => (await gate.get<UnusedReport>("/coverage/unused", { after: after?.binding, max })).grants}
      columns={[
        {
          title: say("column.subject"),
          cell: (it) => <Button variant="link" isInline onClick={() => go(["bindings", it.binding])}><SubjectText subject={it.subject} /></Button>,
        },
        { title: say("column.entitlement"), cell: (it) => <EntitlementText entitlement={it.entitlement} /> },
        { title: say("unused.heldSince"), cell: (it) => <When at={it.heldSince} /> },
        { title: say("binding.lastUsed"), cell: (it) => <When at={it.lastUsedAt} absent={say("unused.never")} /> },
        {
          title: say("unused.team"),
          cell: (it) => it.teams.map((team) => <div key={team.group}>{say("unused.ofTeam", { group: team.group, holding: team.holding, members: team.members })}</div>),
        },
      ]}
      empty={<Nothing title={say("unused.none")}>{say("unused.none.help")}</Nothing>}
    />
  );
}

/** What is held under the protection of a rule: what has no binding first. */
export function Coverage({ tab = "unbound" }: { tab?: string }) {
  const say = useSay();
  const gate = useGate();
  const stock = useStock();
  const may = useMay();
  const { go } = useConsole();
  const { addAlert } = useAlerts();
  const [asked, setAsked] = useState<Asked>();
  const [turn, setTurn] = useState(0);
  const done = (text: string) => {
    addAlert(text, AlertVariant.success);
    setTurn((it) => it + 1);
  };
  const close = () => setAsked(undefined);
  return (
    <Page
      title={say("nav.coverage")}
      help={say("coverage.help")}
      actions={may("admin") && <Button variant="secondary" onClick={() => setAsked({ kind: "adopt" })}>{say("adopt")}</Button>}
    >
      <Panes
        label={say("nav.coverage")}
        active={tab}
        onChange={(key) => go(key === "unbound" ? ["coverage"] : ["coverage", key])}
        panes={[
          { key: "unbound", title: say("coverage.unbound"), content: <Held bound={false} ask={setAsked} turn={turn} /> },
          { key: "bound", title: say("coverage.bound"), content: <Held bound ask={setAsked} turn={turn} /> },
          { key: "unused", title: say("coverage.unused"), content: <NotUsed turn={turn} /> },
          { key: "jobs", title: say("coverage.jobs"), content: <Jobs turn={turn} /> },
        ]}
      />
      {asked?.kind === "adopt" && (
        <Adopt
          role={asked.role}
          close={close}
          begun={() => {
            done(say("adopt.begun"));
            go(["coverage", "jobs"]);
          }}
        />
      )}
      {asked?.kind === "bind" && (
        <Ask
          title={say("coverage.bind.title")}
          does={say("coverage.bind")}
          questions={[{ name: "ticket", label: say("field.ticket"), help: say("field.ticket.help"), required: true }]}
          act={async ({ ticket }) => {
            const { subject, entitlement } = asked.row;
            await gate.post<Binding>("/bindings", { ticket, subject: named(subject), entitlement });
            done(say("coverage.bind.done"));
          }}
          close={close}
        >
          <p className="pf-v5-u-mb-md">
            {say("coverage.bind.help", { subject: subjectName(asked.row.subject), entitlement: entitlementName(asked.row.entitlement) })}
          </p>
        </Ask>
      )}
      {asked?.kind === "remove" && (
        <Ask
          title={say("coverage.remove.title")}
          does={say("coverage.remove")}
          danger
          act={async () => {
            await takeAway(stock, asked.row.subject, asked.row.entitlement);
            done(say("coverage.remove.done"));
          }}
          close={close}
        >
          {say("coverage.remove.help", { subject: subjectName(asked.row.subject), entitlement: entitlementName(asked.row.entitlement) })}
        </Ask>
      )}
    </Page>
  );
}
