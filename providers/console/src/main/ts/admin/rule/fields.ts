/** What kind of value a field of a rule has, and so what it is edited with. */
export type FieldKind =
  | { kind: "text" }
  | { kind: "code" }
  | { kind: "number" }
  | { kind: "switch" }
  | { kind: "list" }
  /** ISO 8601; `none` where it may also be no end at all. */
  | { kind: "duration"; none?: boolean }
  | { kind: "choice"; options: readonly string[] }
  /** Sets of roles, one set a line. */
  | { kind: "sets" }
  /** Approvals and lifetime by the ticket's risk. */
  | { kind: "risks" };

export type Field = FieldKind & {
  /** The path in the JSON of the contract, such as `tickets.minApprovals`. */
  path: string;
  /** What holds where the rule says nothing. */
  fallback?: string | number | boolean;
};

export interface Section {
  name: "protects" | "tickets" | "duties" | "lifetime" | "reviews" | "grants" | "clients" | "stepUp" | "breakGlass" | "request" | "notify" | "condition";
  fields: Field[];
}

const choice = (path: string, fallback: string, ...options: string[]): Field => ({ path, kind: "choice", options, fallback });
const duration = (path: string, fallback?: string): Field => ({ path, kind: "duration", fallback });
const list = (path: string): Field => ({ path, kind: "list" });
const text = (path: string, fallback?: string): Field => ({ path, kind: "text", fallback });
const flag = (path: string, fallback = false): Field => ({ path, kind: "switch", fallback });
const number = (path: string, fallback: number): Field => ({ path, kind: "number", fallback });

/** All that a rule says beside its name, in the order in which a person thinks of it. The order and kinds are ours; names, defaults and meaning are the contract's. */
export const SECTIONS: Section[] = [
  {
    name: "protects",
    fields: [
      list("protects.realmRoles"),
      list("protects.clientRoles"),
      list("protects.clientCredentials"),
      text("protects.attribute"),
      list("protects.configuration"),
    ],
  },
  {
    name: "tickets",
    fields: [
      list("tickets.systems"),
      list("tickets.types"),
      number("tickets.minApprovals", 1),
      text("tickets.approverRole"),
      { path: "tickets.byRisk", kind: "risks" },
      flag("tickets.requireJustification"),
      flag("tickets.requireWindow"),
      text("tickets.requireConfigurationItem"),
      number("tickets.maxUses", 1),
      flag("tickets.lateSubjects"),
      duration("snapshotMaxAge", "PT0S"),
    ],
  },
  {
    name: "duties",
    fields: [
      flag("separationOfDuties.approverNotRequester", true),
      flag("separationOfDuties.approverNotBeneficiary", true),
      text("separationOfDuties.personAttribute"),
      { path: "separationOfDuties.exclusiveRoles", kind: "sets" },
    ],
  },
  {
    name: "lifetime",
    fields: [
      { path: "lifetime.max", kind: "duration", none: true, fallback: "PT8H" },
      duration("lifetime.default"),
      duration("lifetime.dormantAfter"),
      choice("onDormant", "report", "report", "suspend", "revoke"),
    ],
  },
  {
    name: "reviews",
    fields: [
      duration("lifetime.reviewEvery"),
      text("reviews.by", "owner"),
      text("reviews.riskAnalysis"),
      choice("onChange", "keep", "keep", "review", "revoke"),
      duration("reviews.afterChange", "P14D"),
    ],
  },
  {
    name: "grants",
    fields: [
      choice("provisioning", "manual", "manual", "automatic"),
      choice("onTokenWithoutBinding", "deny", "deny", "strip"),
      choice("onTakeover", "suspend", "suspend", "report"),
      choice("unboundGrants", "report", "report", "remove"),
      flag("structuralGrants"),
      choice("unboundMembers", "refuse", "refuse", "list"),
    ],
  },
  {
    name: "clients",
    fields: [
      flag("owner.required"),
      text("owner.attribute", "owner"),
      text("owner.role"),
      number("credentials.parallel", 1),
      flag("credentials.ephemeral"),
      duration("rotationGrace", "PT10M"),
    ],
  },
  { name: "stepUp", fields: [text("stepUp.acr"), duration("stepUp.maxAge", "PT12H")] },
  {
    name: "breakGlass",
    fields: [flag("breakGlass.allowed"), text("breakGlass.role"), duration("breakGlass.max"), duration("breakGlass.reviewWithin")],
  },
  { name: "request", fields: [list("request.allowed")] },
  {
    name: "notify",
    fields: [
      list("notify.granted"),
      duration("notify.endsSoon.before"),
      list("notify.endsSoon.to"),
      list("notify.suspended"),
      list("notify.ended"),
      list("notify.review"),
      list("notify.breakGlass"),
    ],
  },
  { name: "condition", fields: [{ path: "condition", kind: "code" }] },
];

/** A JSON object that is read and changed by paths. */
export type Draft = Record<string, unknown>;

const isObject = (it: unknown): it is Draft => typeof it === "object" && it !== null && !Array.isArray(it);

export function at(draft: Draft, path: string): unknown {
  return path.split(".").reduce<unknown>((it, part) => (isObject(it) ? it[part] : undefined), draft);
}

const nothing = (value: unknown) => value === undefined || value === "" || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);

/** The same draft with another value; what says nothing is left out, and so is an object in which nothing is left. */
export function withValue(draft: Draft, path: string, value: unknown): Draft {
  const [first = "", ...rest] = path.split(".");
  const before = draft[first];
  const next = rest.length === 0 ? value : withValue(isObject(before) ? before : {}, rest.join("."), value);
  const { [first]: _, ...others } = draft;
  return nothing(next) ? others : { ...draft, [first]: next };
}

/** Whether a section says something of its own. */
export const says = (draft: Draft, section: Section) => section.fields.some((it) => at(draft, it.path) !== undefined);
