import { AlertVariant, Button, Card, CardBody, CardTitle, Gallery } from "@libs/patternfly";
import { useAlerts } from "@libs/ui-shared";
import { useState } from "react";
import type { Binding, Overview } from "../../api/types";
import { useSay, type Say } from "../../i18n";
import { Ask } from "../../ui/ask";
import { useAddress, useConsole, useGate, useMay } from "../../ui/console";
import { Nothing } from "../../ui/empty";
import { Listing } from "../../ui/listing";
import { useLoad } from "../../ui/load";
import { RowActions } from "../../ui/menu";
import { Page } from "../../ui/page";
import { EntitlementText, Status, SubjectText, When } from "../../ui/show";
import { readRole } from "../../ui/text";
import { useBindingActions } from "../bindingActions";

function readRoleOrSay(text: string, say: Say) {
  const role = readRole(text);
  if (!role) throw new Error(say("field.role.unclear"));
  return role;
}

/** Emergency grants that nobody has reviewed yet, and the way to make one. */
export function BreakGlass() {
  const say = useSay();
  const gate = useGate();
  const may = useMay();
  const context = useConsole();
  const { realm } = useAddress();
  const { addAlert } = useAlerts();
  const [asked, setAsked] = useState(false);
  const [turn, setTurn] = useState(0);
  const again = () => setTurn((it) => it + 1);
  const actions = useBindingActions(again);
  const { data } = useLoad(() => gate.get<Overview>(""), realm + turn);
  return (
    <Page
      title={say("nav.break-glass")}
      help={say("breakGlass.help")}
      actions={may("break-glass") && <Button variant="danger" onClick={() => setAsked(true)}>{say("breakGlass.make")}</Button>}
    >
      {data && (
        <Gallery hasGutter className="pf-v5-u-mb-lg">
          <Card isCompact>
            <CardTitle>{say("breakGlass.unreviewed")}</CardTitle>
            <CardBody className="tg-figure" data-testid="unreviewed">{data.breakGlass.unreviewed}</CardBody>
          </Card>
          <Card isCompact>
            <CardTitle>{say("breakGlass.overdue")}</CardTitle>
            <CardBody className="tg-figure">{data.breakGlass.overdue}</CardBody>
          </Card>
        </Gallery>
      )}
      <Listing<Binding>
        label={say("nav.break-glass")}
        reloadKey={[realm, turn].join("|")}
        rowKey={(it) => it.id}
        load={(_, position, max) => gate.get("/reviews", { kind: "emergency", first: position, max })}
        columns={[
          {
            title: say("column.subject"),
            cell: (it) => <Button variant="link" isInline onClick={() => context.go(["bindings", it.id])}><SubjectText subject={it.subject} /></Button>,
          },
          { title: say("column.entitlement"), cell: (it) => <EntitlementText entitlement={it.entitlement} /> },
          { title: say("field.justification"), cell: (it) => it.justification ?? "—" },
          { title: say("binding.grantedBy"), cell: (it) => it.grantedBy ?? "—" },
          { title: say("column.status"), cell: (it) => <Status status={it.status} /> },
          { title: say("reviews.due"), cell: (it) => <When at={it.reviewDueAt} /> },
        ]}
        actions={(it) => <RowActions actions={actions.of(it)} />}
        empty={<Nothing title={say("breakGlass.none")}>{say("breakGlass.none.help")}</Nothing>}
      />
      {asked && (
        <Ask
          title={say("breakGlass.make.title")}
          does={say("breakGlass.make")}
          danger
          questions={[
            { name: "user", label: say("search.user"), help: say("search.user.example"), required: true },
            { name: "role", label: say("search.role"), help: say("search.role.example"), required: true },
            { name: "justification", label: say("field.justification"), kind: "long", required: true },
            { name: "expiresAt", label: say("field.until"), help: say("breakGlass.until.help"), kind: "time" },
          ]}
          act={async ({ user, role, justification, expiresAt }) => {
            await gate.post("/break-glass", { subject: { user }, entitlement: readRoleOrSay(role ?? "", say), justification, expiresAt });
            addAlert(say("breakGlass.made"), AlertVariant.success);
            again();
          }}
          close={() => setAsked(false)}
        >
          <p className="pf-v5-u-mb-md">{say("breakGlass.make.help")}</p>
        </Ask>
      )}
      {actions.dialog}
    </Page>
  );
}
