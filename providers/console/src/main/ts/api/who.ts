import type { ConsoleContext } from "../context";
import { Client } from "./client";

interface WhoAmI {
  userId?: string;
  displayName?: string;
  locale?: string;
  realm_access: Record<string, string[]>;
}

const known = new Map<string, Promise<WhoAmI>>();

/** Who is logged in, and their roles in a realm, as the console itself asks it. Asked once for each realm. */
export function whoAmI(context: ConsoleContext, realm: string): Promise<WhoAmI> {
  let me = known.get(realm);
  if (!me) {
    const login = encodeURIComponent(context.loginRealm);
    me = new Client(context, context.adminBaseUrl).get<WhoAmI>(`/admin/${login}/console/whoami`, { currentRealm: realm });
    known.set(realm, me);
    me.catch(() => known.delete(realm));
  }
  return me;
}

const READERS = ["view", "grant", "review", "admin", "audit"].map((name) => "ticket-gate-" + name);

/** The gate's roles that the person has in the realm; the server judges by itself whatever is shown. */
export async function rolesIn(context: ConsoleContext, realm: string): Promise<Set<string>> {
  const me = await whoAmI(context, realm);
  return new Set(me.realm_access[realm] ?? []);
}

export const mayLook = (roles: Set<string>) => READERS.some((role) => roles.has(role));
