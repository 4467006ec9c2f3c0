import assert from "node:assert/strict";
import { test } from "node:test";
import { askForTickets } from "../../main/ts/admin/tickets";
import type { ConsoleContext } from "../../main/ts/context";

const context = Promise.resolve({ realm: "demo" } as ConsoleContext);
const refusal = (code: string, status = 403) => new Response(JSON.stringify({ error: code }), { status });

/** A browser as far as it is needed: what was asked of the server, and what it answered. */
function browser(answer: () => Response) {
  const asked: string[] = [];
  const page = globalThis as unknown as { window: unknown; document: unknown };
  page.window = {
    fetch: async (input: string, init?: RequestInit) => {
      asked.push(`${init?.method ?? "GET"} ${input}`);
      return answer();
    },
  };
  page.document = { baseURI: "https://kc/admin/master/console/" };
  askForTickets(context);
  return { asked, fetch: (page.window as { fetch: typeof fetch }).fetch };
}

test("reads, other refusals and our own calls are passed on as they are, once", async () => {
  for (const [method, url, code] of [
    ["GET", "https://kc/admin/realms/demo/users", "ticket_required"],
    ["POST", "https://kc/admin/realms/demo/users/u/role-mappings/realm", "not_permitted"],
    ["POST", "https://kc/admin/realms/demo/ticket-gate/bindings", "ticket_required"],
    ["POST", "https://kc/admin/realms/other/users/u/role-mappings/realm", "ticket_required"],
    ["POST", "https://elsewhere/admin/x", "ticket_required"],
  ] as const) {
    const { asked, fetch } = browser(() => refusal(code));
    const response = await fetch(url, { method });
    assert.equal(response.status, 403);
    assert.deepEqual(await response.json(), { error: code }, "the body can still be read");
    assert.deepEqual(asked, [`${method} ${url}`]);
  }
});

test("what was not refused is passed on", async () => {
  const { asked, fetch } = browser(() => new Response(null, { status: 204 }));
  assert.equal((await fetch("https://kc/admin/realms/demo/users/u/role-mappings/realm", { method: "POST" })).status, 204);
  assert.equal(asked.length, 1);
});
