import type { Entitlement, Subject } from "../api/types";

/** A name as it is written in a ticket: a slash inside it is escaped. */
const part = (name: string) => name.replaceAll("\\", "\\\\").replaceAll("/", "\\/");

/** What an entitlement is called everywhere: `db-admin`, `orders/refund`, `ci-deployer`. */
export function entitlementName(it: Entitlement): string {
  if (it.realmRole) return it.realmRole;
  if (it.clientRole) return `${part(it.clientRole.client)}/${part(it.clientRole.role)}`;
  return it.clientCredential ?? it.configuration ?? "";
}

export type EntitlementKind = "role" | "clientRole" | "client" | "configuration";

export function entitlementKind(it: Entitlement): EntitlementKind {
  if (it.realmRole) return "role";
  if (it.clientRole) return "clientRole";
  return it.clientCredential ? "client" : "configuration";
}

/** Whom a binding is for, and in whose name an agent acts. */
export function subjectName(it: Subject): string {
  const name = it.user ?? it.serviceAccount ?? it.group ?? it.role ?? it.configuration ?? it.userId ?? "";
  const behalf = it.onBehalfOf?.user ?? it.onBehalfOf?.userId;
  return behalf ? `${name} → ${behalf}` : name;
}

/** The same subject as a request names it: by one field. An account is meant by its id, where that is known. */
export function named(it: Subject): Subject {
  const onBehalfOf = it.onBehalfOf && (it.onBehalfOf.userId ? { userId: it.onBehalfOf.userId } : it.onBehalfOf);
  if (it.serviceAccount) return { serviceAccount: it.serviceAccount, ...(onBehalfOf ? { onBehalfOf } : {}) };
  if (it.userId) return { userId: it.userId };
  return it;
}

export type SubjectKind = "user" | "serviceAccount" | "group" | "role" | "configuration";

export function subjectKind(it: Subject): SubjectKind {
  if (it.serviceAccount) return "serviceAccount";
  if (it.group) return "group";
  if (it.role) return "role";
  return it.configuration && !it.user ? "configuration" : "user";
}

/** An entitlement as people write it: a realm role, or client and role with a slash between. */
export function readRole(text: string): Entitlement | undefined {
  const parts = text.trim().match(/(?:\\.|[^/\\])+/g)?.map((it) => it.replace(/\\(.)/g, "$1")) ?? [];
  const [first, second] = parts;
  if (parts.length === 1 && first) return { realmRole: first };
  if (parts.length === 2 && first && second) return { clientRole: { client: first, role: second } };
  return undefined;
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "in 3 hours", "2 days ago". */
export function fromNow(at: string, language: string, now = Date.now()): string {
  const seconds = (Date.parse(at) - now) / 1000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(Math.round(seconds), "second");
}

export const exactly = (at: string, language: string) =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));

/** An address that a ticket names, if it leads to a page: whoever writes tickets is not to run scripts in a console. */
export function webAddress(address?: string): string | undefined {
  return address && /^https?:\/\//i.test(address) ? address : undefined;
}
