import type { Client } from "../api/client";
import type { Entitlement, Subject } from "../api/types";

interface Named {
  id: string;
  name?: string;
}

/** Takes a role away from a person by Keycloak's own resource, as the console does. */
export async function takeAway(stock: Client, subject: Subject, entitlement: Entitlement): Promise<void> {
  const user = subject.userId ?? (await oneOf(stock, "/users", { username: subject.user ?? "", exact: true })).id;
  const mappings = `/users/${encodeURIComponent(user)}/role-mappings/`;
  const { realmRole, clientRole } = entitlement;
  if (clientRole) {
    const client = await oneOf(stock, "/clients", { clientId: clientRole.client });
    const role = await stock.get<Named>(`/clients/${client.id}/roles/${encodeURIComponent(clientRole.role)}`);
    await remove(stock, `${mappings}clients/${client.id}`, role);
  } else if (realmRole) {
    await remove(stock, mappings + "realm", await stock.get<Named>(`/roles/${encodeURIComponent(realmRole)}`));
  }
}

async function oneOf(stock: Client, path: string, query: Record<string, string | boolean>): Promise<Named> {
  const [found] = await stock.get<Named[]>(path, query);
  if (!found) throw new Error(`${path}: ${Object.values(query)[0]}`);
  return found;
}

async function remove(stock: Client, path: string, role: Named): Promise<void> {
  await stock.response(path, { method: "DELETE", body: JSON.stringify([role]), headers: { "Content-Type": "application/json" } });
}
