import { Button } from "@libs/patternfly";
import type { Happening } from "../api/types";
import type { Say } from "../i18n";
import type { Column } from "../ui/listing";
import { Exactly } from "../ui/show";

interface Named {
  id?: string;
  name?: string;
  kind?: string;
  realmRole?: string;
}

const named = (it: unknown): string => {
  if (it === undefined || it === null) return "";
  if (typeof it !== "object") return String(it);
  const { name, realmRole } = it as Named;
  return name ?? realmRole ?? "";
};

/** How an entry of the log is shown in a list. */
export function happeningColumns(say: Say, sayWord: (prefix: string, word: string) => string, go: (path: string[]) => void): Column<Happening>[] {
  const of = (it: Happening, field: string) => named((it.names as Record<string, unknown> | undefined)?.[field]);
  return [
    { title: say("activity.when"), cell: (it) => <Exactly at={it.at} /> },
    { title: say("activity.what"), cell: (it) => sayWord("happening", it.type) },
    { title: say("column.subject"), cell: (it) => of(it, "subject") || of(it, "name") || "—" },
    {
      title: say("column.entitlement"),
      cell: (it) => (it.binding ? <Button variant="link" isInline onClick={() => go(["bindings", it.binding!])}>{of(it, "entitlement") || say("coverage.openBinding")}</Button> : of(it, "entitlement") || "—"),
    },
    { title: say("column.ticket"), cell: (it) => of(it, "ticket") || "—" },
    { title: say("activity.by"), cell: (it) => of(it, "actor") || say("activity.gate"), minor: true },
    { title: say("activity.cause"), cell: (it) => (it.cause ? sayWord("cause", it.cause) : ""), minor: true },
  ];
}
