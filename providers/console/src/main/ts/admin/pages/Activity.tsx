import { Toolbar, ToolbarContent, ToolbarItem } from "@libs/patternfly";
import type { DayCount, Happening } from "../../api/types";
import { useSay, useSayWord } from "../../i18n";
import { Chart, type Series } from "../../ui/chart";
import { useAddress, useConsole, useGate } from "../../ui/console";
import { Nothing } from "../../ui/empty";
import { Listing } from "../../ui/listing";
import { useLoad } from "../../ui/load";
import { Choose } from "../../ui/menu";
import { Page } from "../../ui/page";
import { happeningColumns } from "../happenings";

const DAYS = 14;
const DAY = 86_400_000;

const TYPES = [
  "binding.authorized",
  "binding.activated",
  "binding.suspended",
  "binding.resumed",
  "binding.extended",
  "binding.certified",
  "binding.reassigned",
  "binding.revoked",
  "binding.expired",
  "request.made",
  "rule.changed",
  "rule.removed",
  "system.changed",
  "system.removed",
  "subscriber.changed",
  "subscriber.removed",
] as const;

/** What a picture tells apart: what began, what was withheld, what ended, and what was refused. */
const SERIES: (Pick<Series, "colour"> & { key: "granted" | "suspended" | "ended" | "refused"; types: string[] })[] = [
  { key: "granted", colour: "--pf-v5-global--success-color--100", types: ["binding.activated", "binding.resumed"] },
  { key: "suspended", colour: "--pf-v5-global--warning-color--100", types: ["binding.suspended"] },
  { key: "ended", colour: "--pf-v5-global--info-color--100", types: ["binding.revoked", "binding.expired"] },
  { key: "refused", colour: "--pf-v5-global--danger-color--100", types: ["refused"] },
];

const lastDays = () => Array.from({ length: DAYS }, (_, index) => new Date(Date.now() - (DAYS - 1 - index) * DAY).toISOString().slice(0, 10));

/** How much was refused for each reason, the commonest first. */
export function reasons(counts: DayCount[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const { code, count } of counts) if (code) sums.set(code, (sums.get(code) ?? 0) + count);
  return [...sums].sort(([, a], [, b]) => b - a);
}

function Picture() {
  const say = useSay();
  const sayWord = useSayWord();
  const gate = useGate();
  const { realm } = useAddress();
  const { data } = useLoad(() => gate.get<DayCount[]>("/activity/counts", { days: DAYS }), realm);
  if (!data || data.length === 0) return null;
  const series = SERIES.map((it) => ({ ...it, name: say(`activity.${it.key}`) }));
  const refused = reasons(data);
  return (
    <>
      <Chart
        label={say("activity.chart", { days: DAYS })}
        days={lastDays()}
        series={series}
        value={(day, of) => {
          const types = series.find((it) => it.name === of.name)?.types ?? [];
          return data.filter((it) => it.day === day && types.includes(it.type)).reduce((sum, it) => sum + it.count, 0);
        }}
      />
      {refused.length > 0 && (
        <p className="tg-quiet pf-v5-u-mb-lg" data-testid="refused-for">
          {say("activity.refusedFor")} {refused.map(([code, count]) => `${sayWord("code", code)} (${count})`).join(", ")}
        </p>
      )}
    </>
  );
}

/** What has happened in the realm. */
export function Activity() {
  const say = useSay();
  const sayWord = useSayWord();
  const gate = useGate();
  const context = useConsole();
  const { realm, query } = useAddress();
  const type = query.get("type") ?? "";
  return (
    <Page title={say("nav.activity")} help={say("activity.help")}>
      <Picture />
      <Toolbar>
        <ToolbarContent>
          <ToolbarItem>
            <Choose
              label={say("activity.what")}
              value={type}
              options={[{ value: "", text: say("activity.everything") }, ...TYPES.map((it) => ({ value: it, text: sayWord("happening", it) }))]}
              onChange={(chosen) => context.go(["activity"], chosen ? { type: chosen } : {})}
            />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <Listing<Happening>
        label={say("nav.activity")}
        reloadKey={[realm, type].join("|")}
        rowKey={(it) => it.id}
        load={(after, _, max) => gate.get("/activity", { type, after: after?.id, max })}
        columns={happeningColumns(say, sayWord, context.go)}
        empty={<Nothing title={say("activity.none")}>{say("activity.none.help")}</Nothing>}
      />
    </Page>
  );
}
