import assert from "node:assert/strict";
import { test } from "node:test";
import { stockPage } from "../../main/ts/admin/marks";
import { wanted } from "../../main/ts/admin/refused";
import type { Client } from "../../main/ts/api/client";

test("the console's own pages are known by their address", () => {
  assert.deepEqual(stockPage("/demo/roles/r1/details"), { kind: "role", id: "r1" });
  assert.deepEqual(stockPage("/demo/clients/c1/settings"), { kind: "client", id: "c1" });
  assert.deepEqual(stockPage("/demo/clients/c1/roles/r2/details"), { kind: "role", id: "r2" });
  assert.deepEqual(stockPage("/demo/groups/g1/g2"), { kind: "group", id: "g2" });
  assert.deepEqual(stockPage("/demo/users/u1/role-mapping"), { kind: "user", id: "u1" });
  for (const other of ["/demo/users/u1/settings", "/demo/roles", "/demo/clients/add-client", "/demo/ticket-gate/rules"]) assert.equal(stockPage(other), undefined, other);
});

test("what a refused call wanted is read from it, as far as it says so", async () => {
  const stock = { get: async () => ({ clientId: "orders" }) } as unknown as Client;
  assert.deepEqual(await wanted(stock, "POST", "/users/u1/role-mappings/realm", [{ id: "1", name: "db-admin" }]), {
    subject: { userId: "u1" },
    entitlements: [{ realmRole: "db-admin" }],
  });
  assert.deepEqual(await wanted(stock, "POST", "/users/u1/role-mappings/clients/c1", [{ name: "refund" }]), {
    subject: { userId: "u1" },
    entitlements: [{ clientRole: { client: "orders", role: "refund" } }],
  });
  assert.deepEqual(await wanted(stock, "POST", "/clients/c1/client-secret", undefined), {
    subject: { serviceAccount: "orders" },
    entitlements: [{ clientCredential: "orders" }],
  });
  assert.equal(await wanted(stock, "PUT", "/users/u1/groups/g1", undefined), undefined);
});
