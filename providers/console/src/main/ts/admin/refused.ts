import type { Client } from "../api/client";
import type { Entitlement, Subject } from "../api/types";

/** What a call of the console's wanted, as far as it can be checked beforehand. */
export interface Wanted {
  subject: Subject;
  entitlements: Entitlement[];
}

interface RoleSent {
  name?: string;
}

const roles = (body: unknown): string[] => (Array.isArray(body) ? (body as RoleSent[]).flatMap((it) => (it.name ? [it.name] : [])) : []);

/**
 * Reads from a call what it would grant and to whom; undefined for a call of another kind, such as joining a group, which
 * can only be tried.
 *
 * @param path below the realm, without a query
 */
export async function wanted(stock: Client, method: string, path: string, body: unknown): Promise<Wanted | undefined> {
  if (method !== "POST") return undefined;
  const realmRoles = /^\/users\/([^/]+)\/role-mappings\/realm$/.exec(path);
  if (realmRoles?.[1]) {
    return { subject: { userId: realmRoles[1] }, entitlements: roles(body).map((realmRole) => ({ realmRole })) };
  }
  const clientRoles = /^\/users\/([^/]+)\/role-mappings\/clients\/([^/]+)$/.exec(path);
  if (clientRoles?.[1] && clientRoles[2]) {
    const { clientId } = await stock.get<{ clientId: string }>("/clients/" + clientRoles[2]);
    return { subject: { userId: clientRoles[1] }, entitlements: roles(body).map((role) => ({ clientRole: { client: clientId, role } })) };
  }
  const secret = /^\/clients\/([^/]+)\/client-secret$/.exec(path);
  if (secret?.[1]) {
    const { clientId } = await stock.get<{ clientId: string }>("/clients/" + secret[1]);
    return { subject: { serviceAccount: clientId }, entitlements: [{ clientCredential: clientId }] };
  }
  return undefined;
}
