import { Button, Form, FormGroup, Label, TextInput, Title } from "@libs/patternfly";
import { useState } from "react";
import type { Evaluation } from "../../api/types";
import { useSay } from "../../i18n";
import { useGate } from "../../ui/console";
import { Checks } from "../../ui/checks";
import { Problem } from "../../ui/show";
import { readRole } from "../../ui/text";
import type { Draft } from "./fields";

/** Tries the draft on one ticket, one person and one role: what would be said, check by check. Nothing is granted. */
export function Trial({ draft }: { draft: Draft }) {
  const say = useSay();
  const gate = useGate();
  const [ticket, setTicket] = useState("");
  const [user, setUser] = useState("");
  const [role, setRole] = useState("");
  const [answer, setAnswer] = useState<Evaluation>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const entitlement = readRole(role);
  const ready = ticket.trim() !== "" && user.trim() !== "" && entitlement !== undefined;
  const run = async () => {
    setBusy(true);
    setAnswer(undefined);
    setProblem(undefined);
    try {
      setAnswer(await gate.post<Evaluation>("/rules/trial", { rule: draft, request: { ticket: ticket.trim(), subject: { user: user.trim() }, entitlement } }));
    } catch (failure) {
      setProblem(failure);
    }
    setBusy(false);
  };
  return (
    <section className="pf-v5-u-mt-xl" data-testid="rule-trial">
      <Title headingLevel="h2" size="lg" className="pf-v5-u-mb-sm">{say("trial")}</Title>
      <p className="tg-quiet pf-v5-u-mb-md">{say("trial.help")}</p>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) void run();
        }}
      >
        <FormGroup label={say("field.ticket")} fieldId="trial-ticket">
          <TextInput id="trial-ticket" value={ticket} placeholder={say("search.ticket.example")} onChange={(_, value) => setTicket(value)} />
        </FormGroup>
        <FormGroup label={say("search.user")} fieldId="trial-user">
          <TextInput id="trial-user" value={user} placeholder="alice" onChange={(_, value) => setUser(value)} />
        </FormGroup>
        <FormGroup label={say("search.role")} fieldId="trial-role">
          <TextInput id="trial-role" value={role} placeholder={say("search.role.example")} onChange={(_, value) => setRole(value)} />
        </FormGroup>
        <div>
          <Button type="submit" variant="secondary" isLoading={busy} isDisabled={!ready || busy}>{say("trial.run")}</Button>
        </div>
      </Form>
      <div aria-live="polite" className="pf-v5-u-mt-md">
        {problem !== undefined && <Problem problem={problem} />}
        {answer && (
          <>
            <Label color={answer.allowed ? "green" : "red"}>{say(answer.allowed ? "trial.allowed" : "trial.refused")}</Label>
            <Checks checks={answer.checks} />
          </>
        )}
      </div>
    </section>
  );
}
