import { useAlerts } from "@libs/ui-shared";
import { AlertVariant } from "@libs/patternfly";
import { useState, type ReactNode } from "react";
import type { Client } from "../api/client";
import type { Binding } from "../api/types";
import { useSay, type Key } from "../i18n";
import { Ask, type Question } from "../ui/ask";
import { useGate, useMay } from "../ui/console";
import type { Action } from "../ui/menu";
import { entitlementName, subjectName } from "../ui/text";

type Name = "activate" | "suspend" | "resume" | "extend" | "owner" | "certify" | "review.confirm" | "review.reject" | "revoke";

interface Deed {
  name: Name;
  /** Whether it can be tried of this binding at all; the server decides whether it may be done. */
  fits(binding: Binding): boolean;
  roles: ("grant" | "review" | "admin")[];
  danger?: boolean;
  questions?(binding: Binding): { name: string; label: Key; help?: Key; kind?: Question["kind"]; required?: boolean; value?: string }[];
  act(gate: Client, path: string, answers: Record<string, string>): Promise<unknown>;
}

const reason = { name: "reason", label: "field.reason", kind: "long" } as const;
const comment = { name: "comment", label: "field.comment", kind: "long" } as const;
const live = (it: Binding) => it.status === "AUTHORIZED" || it.status === "ACTIVE" || it.status === "SUSPENDED";
const toReview = (it: Binding) => it.breakGlass === true && it.review === undefined;

const DEEDS: Deed[] = [
  {
    name: "activate",
    fits: (it) => it.status === "AUTHORIZED",
    roles: ["grant"],
    act: (gate, path) => gate.post(path + "/activate", {}),
  },
  {
    name: "extend",
    fits: (it) => (it.status === "ACTIVE" || it.status === "AUTHORIZED") && !it.breakGlass && it.expiresAt !== undefined,
    roles: ["grant"],
    questions: (it) => [
      { name: "expiresAt", label: "field.until", kind: "time", required: true, value: it.expiresAt },
      { name: "ticket", label: "field.otherTicket", help: "field.otherTicket.help" },
    ],
    act: (gate, path, answers) => gate.post(path + "/extend", answers),
  },
  {
    name: "certify",
    fits: (it) => live(it) && it.reviewDueAt !== undefined && !it.breakGlass,
    roles: ["review", "admin"],
    questions: () => [comment],
    act: (gate, path, answers) => gate.post(path + "/certify", answers),
  },
  {
    name: "review.confirm",
    fits: toReview,
    roles: ["review"],
    questions: () => [{ name: "ticket", label: "field.ticket", help: "field.ticket.help", required: true }, comment],
    act: (gate, path, answers) => gate.post(path + "/review", { outcome: "confirmed", ...answers }),
  },
  {
    name: "review.reject",
    fits: toReview,
    roles: ["review"],
    danger: true,
    questions: () => [comment],
    act: (gate, path, answers) => gate.post(path + "/review", { outcome: "rejected", ...answers }),
  },
  {
    name: "owner",
    fits: (it) => live(it) && it.owner !== undefined,
    roles: ["admin"],
    questions: () => [{ name: "owner", label: "field.newOwner", required: true }, { name: "ticket", label: "field.ticket", help: "field.ticket.help" }, comment],
    act: (gate, path, answers) => gate.post(path + "/owner", answers),
  },
  {
    name: "suspend",
    fits: (it) => it.status === "ACTIVE",
    roles: ["grant", "admin"],
    questions: () => [reason],
    act: (gate, path, answers) => gate.post(path + "/suspend", answers),
  },
  {
    name: "resume",
    fits: (it) => it.status === "SUSPENDED",
    roles: ["grant"],
    act: (gate, path) => gate.post(path + "/resume", {}),
  },
  {
    name: "revoke",
    fits: live,
    roles: ["grant", "admin"],
    danger: true,
    questions: () => [reason],
    act: (gate, path, answers) => gate.post(path + "/revoke", answers),
  },
];

/** What the person may try of a binding, and the dialog that asks for what it needs. */
export function useBindingActions(done: () => void): { of(binding: Binding): Action[]; dialog: ReactNode } {
  const say = useSay();
  const gate = useGate();
  const may = useMay();
  const { addAlert } = useAlerts();
  const [asked, setAsked] = useState<{ deed: Deed; binding: Binding }>();
  const dialog = asked && (
    <Ask
      key={asked.binding.id + asked.deed.name}
      title={say(`do.${asked.deed.name}.title`)}
      does={say(`do.${asked.deed.name}`)}
      danger={asked.deed.danger}
      questions={asked.deed.questions?.(asked.binding).map(({ label, help, ...rest }) => ({ ...rest, label: say(label), help: help && say(help) }))}
      act={async (answers) => {
        await asked.deed.act(gate, "/bindings/" + encodeURIComponent(asked.binding.id), answers);
        addAlert(say(`do.${asked.deed.name}.done`), AlertVariant.success);
        done();
      }}
      close={() => setAsked(undefined)}
    >
      <p className="pf-v5-u-mb-md">
        {say(`do.${asked.deed.name}.help`, {
          subject: subjectName(asked.binding.subject),
          entitlement: entitlementName(asked.binding.entitlement),
          ticket: asked.binding.ticket,
        })}
      </p>
    </Ask>
  );
  const of = (binding: Binding) =>
    DEEDS.filter((deed) => deed.fits(binding) && may(...deed.roles)).map((deed) => ({
      text: say(`do.${deed.name}`),
      danger: deed.danger,
      act: () => setAsked({ deed, binding }),
    }));
  return { of, dialog };
}
