import {
  DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, ExpandableSection, ExternalLinkAltIcon, Label, List, ListItem,
  ProgressStep, ProgressStepper, Spinner, Text, Title,
} from "@libs/patternfly";
import { useState, type ReactNode } from "react";
import type { Binding, Evaluation, Step, Ticket } from "../../api/types";
import { useSay, useSayWord } from "../../i18n";
import { useConsole, useGate, useMay } from "../../ui/console";
import { Checks } from "../../ui/checks";
import { download } from "../../ui/download";
import { useLoad } from "../../ui/load";
import { ActionMenu } from "../../ui/menu";
import { Page } from "../../ui/page";
import { Panes } from "../../ui/panes";
import { EntitlementText, Exactly, Problem, Status, SubjectText, When } from "../../ui/show";
import { entitlementName, named, subjectName, webAddress } from "../../ui/text";
import { useBindingActions } from "../bindingActions";

interface Everything {
  binding: Binding;
  history: Step[];
  /** Undefined for what has none, or what cannot be read any more. */
  ticket?: Ticket;
}

const Facts = ({ facts }: { facts: [string, ReactNode][] }) => (
  <DescriptionList isHorizontal columnModifier={{ default: "1Col", xl: "2Col" }}>
    {facts
      .filter(([, value]) => value !== undefined && value !== "")
      .map(([term, value]) => (
        <DescriptionListGroup key={term}>
          <DescriptionListTerm>{term}</DescriptionListTerm>
          <DescriptionListDescription>{value}</DescriptionListDescription>
        </DescriptionListGroup>
      ))}
  </DescriptionList>
);

const VARIANTS = { AUTHORIZED: "info", ACTIVE: "success", SUSPENDED: "warning", REVOKED: "danger", EXPIRED: "default" } as const;

function History({ steps }: { steps: Step[] }) {
  const say = useSay();
  const sayWord = useSayWord();
  if (steps.length === 0) return <Text>{say("binding.noHistory")}</Text>;
  return (
    <ProgressStepper isVertical>
      {steps.map((step, index) => (
        <ProgressStep
          key={index}
          id={"step-" + index}
          titleId={"step-title-" + index}
          variant={VARIANTS[step.to] === "default" ? "success" : (VARIANTS[step.to] as "info" | "success" | "warning" | "danger")}
          description={
            <>
              <Exactly at={step.at} />
              {step.actor && <> · {step.actor}</>}
              {step.cause && <> · {sayWord("cause", step.cause)}</>}
              {step.detail && <div>{step.detail}</div>}
            </>
          }
        >
          {sayWord("status", step.to)}
        </ProgressStep>
      ))}
    </ProgressStepper>
  );
}

/** What the rules would say today, asked only when somebody wants to know: the ticket may be read from its ITSM for it. */
function Today({ binding }: { binding: Binding }) {
  const say = useSay();
  const gate = useGate();
  const { data, problem } = useLoad(
    () => gate.post<Evaluation>("/evaluations", { ticket: binding.ticket, subject: named(binding.subject), entitlement: binding.entitlement }),
    binding.id,
  );
  if (problem !== undefined) return <Problem problem={problem} />;
  if (!data) return <Spinner size="md" aria-label={say("loading")} />;
  return <Checks checks={data.checks} />;
}

function Approvals({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const sayWord = useSayWord();
  const facts: [string, ReactNode][] = [
    [say("field.ticket"), webAddress(ticket.url) ? <a href={webAddress(ticket.url)} target="_blank" rel="noreferrer">{ticket.ticket} <ExternalLinkAltIcon /></a> : ticket.ticket],
    [say("ticket.type"), ticket.type],
    [say("ticket.state"), `${ticket.state} (${say(ticket.open ? "ticket.open" : "ticket.closed")})`],
    [say("ticket.requester"), ticket.requester],
    [say("ticket.requestedFor"), ticket.requestedFor],
    [say("ticket.entitlements"), ticket.entitlements.map(entitlementName).join(", ")],
    [say("ticket.window"), ticket.plannedStart && <><Exactly at={ticket.plannedStart} /> – <Exactly at={ticket.plannedEnd} /></>],
    [say("ticket.risk"), ticket.risk],
    [say("ticket.item"), ticket.configurationItem],
    [say("field.justification"), ticket.justification],
    [say("ticket.readAt"), <When key="read" at={ticket.readAt} />],
  ];
  return (
    <>
      <Facts facts={facts} />
      <Title headingLevel="h3" size="md" className="pf-v5-u-mt-lg pf-v5-u-mb-sm">{say("ticket.approvals")}</Title>
      {ticket.approvals.length === 0 && <Text>{say("ticket.noApprovals")}</Text>}
      <List isPlain>
        {ticket.approvals.map((it, index) => (
          <ListItem key={index}>
            <Label isCompact color={it.voided ? "grey" : it.decision === "approved" ? "green" : "red"}>{sayWord("decision", it.voided ? "voided" : it.decision)}</Label>{" "}
            {it.approver} <span className="tg-quiet"><Exactly at={it.at} absent="" /></span>
          </ListItem>
        ))}
      </List>
    </>
  );
}

export function BindingPage({ id }: { id: string }) {
  const say = useSay();
  const sayWord = useSayWord();
  const gate = useGate();
  const context = useConsole();
  const may = useMay();
  const [tab, setTab] = useState("history");
  const [today, setToday] = useState(false);
  const path = "/bindings/" + encodeURIComponent(id);
  const { data, problem, reload } = useLoad<Everything>(async () => {
    const [binding, history] = await Promise.all([gate.get<Binding>(path), gate.get<Step[]>(path + "/history")]);
    const [system, ...key] = binding.ticket.split(":");
    const ticket = binding.breakGlass
      ? undefined
      : await gate.get<Ticket>(`/tickets/${encodeURIComponent(system ?? "")}/${encodeURIComponent(key.join(":"))}`).catch(() => undefined);
    return { binding, history, ticket };
  }, path);
  const actions = useBindingActions(reload);
  const above = { text: say("nav.bindings"), path: ["bindings"] };
  if (problem !== undefined) return <Page title={say("nav.bindings")} above={above}><Problem problem={problem} /></Page>;
  if (!data) return <Page title={say("nav.bindings")} above={above}><Spinner size="lg" aria-label={say("loading")} /></Page>;
  const { binding: it, history, ticket } = data;
  const evidence = async () => download(await gate.response(path + "/evidence"), `evidence-${id}.json`);
  const person = it.subject.userId && <a href={context.stock(["users", it.subject.userId, "role-mapping"])}><SubjectText subject={it.subject} /></a>;
  const facts: [string, ReactNode][] = [
    [say("column.subject"), person ?? <SubjectText key="subject" subject={it.subject} />],
    [say("column.entitlement"), <EntitlementText key="entitlement" entitlement={it.entitlement} />],
    [say("column.ticket"), it.breakGlass ? say("breakGlass") : it.ticket],
    [say("column.rule"), it.rule],
    [say("binding.requestedBy"), it.requestedBy],
    [say("binding.grantedBy"), it.grantedBy],
    [say("binding.approvers"), it.approvers.join(", ")],
    [say("field.justification"), it.justification],
    [say("binding.owner"), it.owner],
    [say("binding.since"), <Exactly key="since" at={it.startsAt ?? it.createdAt} />],
    [say("column.until"), it.endedAt ? undefined : <Exactly key="until" at={it.expiresAt} absent={say("until.reviewed")} />],
    [say("binding.endedAt"), it.endedAt && <Exactly key="ended" at={it.endedAt} />],
    [say("binding.cause"), it.cause && sayWord("cause", it.cause)],
    [say("binding.reviewDue"), it.reviewDueAt && <><When at={it.reviewDueAt} />{it.reviewer && ` · ${it.reviewer}`}</>],
    [say("binding.lastUsed"), it.lastUsedAt && <When key="used" at={it.lastUsedAt} />],
  ];
  return (
    <Page
      title={`${subjectName(it.subject)} · ${entitlementName(it.entitlement)}`}
      badge={<Status status={it.status} />}
      above={above}
      actions={<ActionMenu actions={[...actions.of(it), ...(may("view", "grant", "review", "admin", "audit") ? [{ text: say("evidence.download"), act: () => void evidence() }] : [])]} />}
    >
      <Facts facts={facts} />
      <div className="pf-v5-u-mt-lg">
        <Panes
          label={say("binding.tabs")}
          active={tab}
          onChange={setTab}
          panes={[
            { key: "history", title: say("binding.history"), content: <History steps={history} /> },
            ...(ticket
              ? [
                  {
                    key: "ticket",
                    title: say("binding.ticketAndApprovals"),
                    content: (
                      <>
                        <Approvals ticket={ticket} />
                        {may("grant", "admin") && (
                          <ExpandableSection className="pf-v5-u-mt-lg" toggleText={say("binding.checkToday")} isExpanded={today} onToggle={(_, open) => setToday(open)}>
                            {today && <Today binding={it} />}
                          </ExpandableSection>
                        )}
                      </>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </div>
      {actions.dialog}
    </Page>
  );
}
