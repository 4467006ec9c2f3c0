import { ExpandableSection, Label, List, ListItem, Progress, ProgressMeasureLocation } from "@libs/patternfly";
import { useEffect, useState } from "react";
import type { Job } from "../../api/types";
import { useSay, useSayWord } from "../../i18n";
import { useAddress, useGate, useMay } from "../../ui/console";
import { Nothing } from "../../ui/empty";
import { Listing } from "../../ui/listing";
import { RowActions } from "../../ui/menu";
import { When } from "../../ui/show";
import { subjectName } from "../../ui/text";

const COLOURS = { running: "blue", done: "green", cancelled: "grey", failed: "red" } as const;
const EVERY = 3_000;

function Counts({ job }: { job: Job }) {
  const say = useSay();
  const { looked, adopted, failed } = job.counts;
  return (
    <>
      <Progress
        aria-label={say("jobs.progress")}
        value={looked === 0 ? 0 : Math.round((100 * adopted) / looked)}
        measureLocation={ProgressMeasureLocation.none}
        variant={failed > 0 ? "warning" : undefined}
        size="sm"
      />
      {say("jobs.counts", { looked, adopted, failed })}
      {job.message && <div>{job.message}</div>}
      {job.failures.length > 0 && (
        <ExpandableSection toggleText={say("jobs.failures")}>
          <List isPlain>
            {job.failures.map((it, index) => (
              <ListItem key={index}>
                {subjectName(it.subject)} · {it.entitlement}: {it.message} <span className="tg-quiet">{it.code}</span>
              </ListItem>
            ))}
          </List>
        </ExpandableSection>
      )}
    </>
  );
}

/** The adoptions of a realm; those that go on are looked at again every few seconds. */
export function Jobs({ turn }: { turn: number }) {
  const say = useSay();
  const sayWord = useSayWord();
  const gate = useGate();
  const may = useMay();
  const { realm } = useAddress();
  const [again, setAgain] = useState(0);
  const [running, setRunning] = useState(false);
  useEffect(() => {
    if (!running) return undefined;
    const timer = setTimeout(() => setAgain((it) => it + 1), EVERY);
    return () => clearTimeout(timer);
  }, [running, again]);
  return (
    <Listing<Job>
      label={say("coverage.jobs")}
      reloadKey={realm + turn}
      refresh={again}
      rowKey={(it) => it.id}
      load={async (_, position, max) => {
        const jobs = await gate.get<Job[]>("/jobs", { first: position, max });
        setRunning(jobs.some((it) => it.state === "running"));
        return jobs;
      }}
      columns={[
        { title: say("column.ticket"), cell: (it) => it.ticket },
        { title: say("jobs.scope"), cell: (it) => [it.role, it.user].filter(Boolean).join(", ") || say("jobs.everything") },
        { title: say("column.status"), cell: (it) => <Label isCompact color={COLOURS[it.state as keyof typeof COLOURS] ?? "grey"}>{sayWord("job", it.state)}</Label> },
        { title: say("jobs.progress"), cell: (it) => <Counts job={it} /> },
        { title: say("jobs.started"), cell: (it) => <><When at={it.createdAt} /> · {it.startedBy}</>, minor: true },
      ]}
      actions={(it) => (
        <RowActions
          actions={
            it.state === "running" && may("admin")
              ? [{ text: say("jobs.cancel"), danger: true, act: () => void gate.post(`/jobs/${it.id}/cancel`).then(() => setAgain((n) => n + 1)) }]
              : []
          }
        />
      )}
      empty={<Nothing title={say("jobs.none")}>{say("jobs.none.help")}</Nothing>}
    />
  );
}
