import assert from "node:assert/strict";
import { test } from "node:test";
import { entitlementName, fromNow, named, readRole, subjectKind, subjectName, webAddress } from "../../main/ts/ui/text";

test("a client role is written with a slash, and a slash in a name with a backslash", () => {
  assert.equal(entitlementName({ clientRole: { client: "orders", role: "refund" } }), "orders/refund");
  assert.equal(entitlementName({ clientRole: { client: "https://sp/saml", role: "ops/admin" } }), "https:\\/\\/sp\\/saml/ops\\/admin");
  assert.equal(entitlementName({ realmRole: "db-admin" }), "db-admin");
  assert.equal(entitlementName({ clientCredential: "ci-deployer" }), "ci-deployer");
});

test("what is written is read back as it was", () => {
  for (const it of [{ realmRole: "db-admin" }, { clientRole: { client: "orders", role: "refund" } }, { clientRole: { client: "https://sp/saml", role: "a\\b/c" } }]) {
    assert.deepEqual(readRole(entitlementName(it)), it);
  }
  for (const unclear of ["", "a/b/c", "/"]) assert.equal(readRole(unclear), undefined, unclear);
});

test("a subject is named, with the person for whom an agent acts", () => {
  assert.equal(subjectName({ serviceAccount: "agent-7", onBehalfOf: { user: "alice" } }), "agent-7 → alice");
  assert.equal(subjectKind({ serviceAccount: "agent-7" }), "serviceAccount");
  assert.equal(subjectKind({ user: "alice" }), "user");
  assert.equal(subjectKind({ group: "/dba" }), "group");
});

test("a time is told in the largest unit that fits", () => {
  const now = Date.parse("2026-12-01T00:00:00Z");
  assert.equal(fromNow("2026-12-01T02:10:00Z", "en", now), "in 2 hours");
  assert.equal(fromNow("2026-11-28T00:00:00Z", "en", now), "3 days ago");
  assert.equal(fromNow("2026-12-01T00:00:30Z", "en", now), "in 30 seconds");
});

test("a request names a subject by one field, and an account by its id", () => {
  assert.deepEqual(named({ user: "alice", userId: "u1" }), { userId: "u1" });
  assert.deepEqual(named({ serviceAccount: "ci", userId: "u2" }), { serviceAccount: "ci" });
  assert.deepEqual(named({ group: "/dba" }), { group: "/dba" });
  assert.deepEqual(named({ serviceAccount: "agent-7", userId: "u3", onBehalfOf: { user: "alice", userId: "u1" } }), {
    serviceAccount: "agent-7",
    onBehalfOf: { userId: "u1" },
  });
});

test("a ticket leads to pages, and to no script", () => {
  assert.equal(webAddress("https://itsm.example.com/1"), "https://itsm.example.com/1");
  for (const other of ["javascript:alert(1)", " javascript:alert(1)", "java\nscript:x", "data:text/html,x", "", undefined]) assert.equal(webAddress(other), undefined);
});
