import { at, withValue, type Draft } from "../rule/fields";

/** What the assistant asks, one thing after the other. */
export const STEPS = ["protect", "source", "ticket", "save"] as const;
export type Step = (typeof STEPS)[number];

/** Where tickets come from: any system of the realm, one of them, or one that is made with the rule. */
export type Source = { kind: "any" } | { kind: "system"; name: string } | { kind: "new"; name: string };

export interface Answers {
  /** The rule so far, as the form of a rule has it. */
  draft: Draft;
  /** Undefined until it is known which systems there are. */
  source?: Source;
  /** Whether somebody wrote the name; until then it follows from what is protected. */
  named: boolean;
}

const PROTECTS = ["protects.realmRoles", "protects.clientRoles", "protects.clientCredentials"] as const;

/** It reports and refuses nothing until somebody has seen what it would do. */
export const begin = (): Answers => ({ draft: { name: "", mode: "audit", tickets: { minApprovals: 1 }, lifetime: { max: "PT8H" } }, named: false });

const listed = (draft: Draft, path: string) => (at(draft, path) as string[] | undefined) ?? [];

/** All that is protected, as it was written. */
export const protectedBy = (draft: Draft) => PROTECTS.flatMap((path) => listed(draft, path));

/** A name for a rule: the words of what it protects first. */
export function nameFor(draft: Draft): string {
  const [first = ""] = protectedBy(draft);
  return first.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60);
}

/** The answers with another value in the rule. */
export function answered(answers: Answers, path: string, value: unknown): Answers {
  if (path === "name") return { ...answers, draft: { ...answers.draft, name: value }, named: value !== "" };
  const draft = withValue(answers.draft, path, value);
  return { ...answers, draft: answers.named ? draft : { ...draft, name: nameFor(draft) } };
}

/** What a group carries, as Keycloak represents it. */
export interface Carried {
  realmRoles?: string[];
  clientRoles?: Record<string, string[]>;
}

const escaped = (name: string) => name.replaceAll("\\", "\\\\").replaceAll("/", "\\/");

/** The answers with the roles of a group protected too; the same answers where it carries none. */
export function withRolesOf(answers: Answers, group: Carried): Answers {
  const roles: [string, string[]][] = [
    ["protects.realmRoles", group.realmRoles ?? []],
    ["protects.clientRoles", Object.entries(group.clientRoles ?? {}).flatMap(([client, names]) => names.map((role) => `${escaped(client)}/${escaped(role)}`))],
  ];
  return roles.reduce((before, [path, names]) => {
    const known = listed(before.draft, path);
    const more = names.filter((name) => !known.includes(name));
    return more.length > 0 ? answered(before, path, [...known, ...more]) : before;
  }, answers);
}

/** Where tickets come from if nobody has said so yet: the one system that there is, any of several, or a new one. */
export function sourceAmong(systems: string[]): Source {
  const [only] = systems;
  if (only === undefined) return { kind: "new", name: "itsm" };
  return systems.length === 1 ? { kind: "system", name: only } : { kind: "any" };
}

/** The rule that the answers make. */
export function ruleOf({ draft, source }: Answers): Draft {
  return withValue(draft, "tickets.systems", source && source.kind !== "any" ? [source.name.trim()] : undefined);
}

/** Whether a step is answered so far that the next one can be asked. */
export function isAnswered(step: Step, { draft, source }: Answers): boolean {
  switch (step) {
    case "protect":
      return protectedBy(draft).length > 0;
    case "source":
      return source !== undefined && (source.kind === "any" || source.name.trim() !== "");
    case "ticket":
      return at(draft, "lifetime.max") !== undefined;
    case "save":
      return String(draft.name ?? "").trim() !== "";
  }
}

/** The step in which a field is asked that the server found at fault; undefined for one that the assistant does not ask. */
export function stepOf(field: string): Step | undefined {
  if (field === "name") return "save";
  if (field.startsWith("protects")) return "protect";
  if (field.startsWith("tickets.systems")) return "source";
  return field.startsWith("tickets") || field.startsWith("lifetime") ? "ticket" : undefined;
}
