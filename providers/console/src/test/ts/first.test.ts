import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, begin, isAnswered, nameFor, protectedBy, ruleOf, sourceAmong, stepOf, withRolesOf, type Answers } from "../../main/ts/admin/first/answers";
import { at } from "../../main/ts/admin/rule/fields";

const protecting = (...roles: string[]): Answers => answered(begin(), "protects.realmRoles", roles);

test("a first rule reports and refuses nothing, whatever was answered", () => {
  const rule = ruleOf({ ...protecting("db-*"), source: { kind: "system", name: "snow" } });
  assert.deepEqual(rule, { name: "db", mode: "audit", protects: { realmRoles: ["db-*"] }, tickets: { minApprovals: 1, systems: ["snow"] }, lifetime: { max: "PT8H" } });
});

test("the rule names the system that is chosen or made, and none where any will do", () => {
  assert.deepEqual(at(ruleOf({ ...begin(), source: { kind: "new", name: " itsm " } }), "tickets.systems"), ["itsm"]);
  assert.equal(at(ruleOf({ ...begin(), source: { kind: "any" } }), "tickets.systems"), undefined);
});

test("where nobody has chosen, the one system is taken, any of several, or a new one", () => {
  assert.deepEqual(sourceAmong([]), { kind: "new", name: "itsm" });
  assert.deepEqual(sourceAmong(["snow"]), { kind: "system", name: "snow" });
  assert.deepEqual(sourceAmong(["snow", "rt"]), { kind: "any" });
});

test("the name follows what is protected until somebody writes one", () => {
  assert.equal(nameFor(protecting("db-*").draft), "db");
  assert.equal(nameFor(answered(begin(), "protects.clientRoles", ["orders/refund"]).draft), "orders-refund");
  const named = answered(protecting("db-*"), "name", "admins");
  assert.equal(answered(named, "protects.realmRoles", ["ops"]).draft.name, "admins");
  assert.equal(answered(answered(named, "name", ""), "protects.realmRoles", ["ops"]).draft.name, "ops");
});

test("the roles of a group are added to what is protected, each once and as a rule writes it", () => {
  const group = { realmRoles: ["db-admin", "ops"], clientRoles: { "https://sp": ["admin"] } };
  const answers = withRolesOf(protecting("ops"), group);
  assert.deepEqual(protectedBy(answers.draft), ["ops", "db-admin", "https:\\/\\/sp/admin"]);
});

test("a group without roles changes nothing", () => {
  const answers = protecting("ops");
  assert.equal(withRolesOf(answers, { realmRoles: [], clientRoles: {} }), answers);
  assert.equal(withRolesOf(answers, {}), answers);
  assert.equal(withRolesOf(answers, { realmRoles: ["ops"] }), answers);
});

test("no step goes on without its answer", () => {
  assert.equal(isAnswered("protect", begin()), false);
  assert.equal(isAnswered("protect", answered(begin(), "protects.clientCredentials", ["ci-*"])), true);
  assert.equal(isAnswered("source", begin()), false);
  assert.equal(isAnswered("source", { ...begin(), source: { kind: "new", name: "  " } }), false);
  assert.equal(isAnswered("source", { ...begin(), source: { kind: "any" } }), true);
  assert.equal(isAnswered("ticket", answered(begin(), "lifetime.max", "")), false);
  assert.equal(isAnswered("save", begin()), false);
  assert.equal(isAnswered("save", protecting("db-*")), true);
});

test("what the server finds at fault leads back to the step that asks it", () => {
  assert.equal(stepOf("protects.realmRoles[0]"), "protect");
  assert.equal(stepOf("tickets.systems"), "source");
  assert.equal(stepOf("tickets.minApprovals"), "ticket");
  assert.equal(stepOf("lifetime.max"), "ticket");
  assert.equal(stepOf("name"), "save");
  assert.equal(stepOf("condition"), undefined);
});
