import type { Job } from "../../api/types";
import { useSay } from "../../i18n";
import { Ask } from "../../ui/ask";
import { useGate } from "../../ui/console";

const QUARTER = 90 * 86_400_000;

/** Begins to make bindings for grants that were there before the rule. */
export function Adopt({ role, begun, close }: { role?: string; begun(job: Job): void; close(): void }) {
  const say = useSay();
  const gate = useGate();
  return (
    <Ask
      title={say("adopt.title")}
      does={say("adopt.begin")}
      questions={[
        { name: "ticket", label: say("adopt.ticket"), help: say("adopt.ticket.help"), required: true },
        { name: "reviewBy", label: say("adopt.reviewBy"), help: say("adopt.reviewBy.help"), kind: "time", required: true, value: new Date(Date.now() + QUARTER).toISOString() },
        { name: "role", label: say("adopt.role"), help: say("adopt.role.help"), value: role },
        { name: "user", label: say("adopt.user"), help: say("adopt.user.help") },
      ]}
      act={async (answers) => {
        const everybody = !answers.role && !answers.user;
        begun(await gate.post<Job>("/coverage/adopt", everybody ? { ...answers, all: true } : answers));
      }}
      close={close}
    >
      <p className="pf-v5-u-mb-md">{say("adopt.help")}</p>
    </Ask>
  );
}
