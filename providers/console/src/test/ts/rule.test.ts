import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { iso, length } from "../../main/ts/admin/rule/duration";
import { at, SECTIONS, withValue } from "../../main/ts/admin/rule/fields";
import de from "../../main/ts/i18n/de.json";
import en from "../../main/ts/i18n/en.json";

const paths = SECTIONS.flatMap((section) => section.fields.map((field) => field.path));

test("the form has every field of the contract, and no other", () => {
  const rule = readFileSync("src/main/ts/api/schema.d.ts", "utf8").split("        Rule: {")[1]!.split("\n        };\n")[0]!;
  const known: string[] = [];
  const parents: string[] = [];
  for (const line of rule.split("\n")) {
    const field = /^( +)(?:readonly )?"?([A-Za-z]+)"?\??: (.*)$/.exec(line);
    if (!field) continue;
    const depth = field[1]!.length / 4 - 3;
    parents.length = depth;
    if (field[3] === "{") parents[depth] = field[2]!;
    else known.push([...parents, field[2]].join("."));
  }
  const of = (it: string) => !["id", "name", "mode", "matches"].includes(it) && !it.startsWith("tickets.byRisk");
  assert.deepEqual(new Set(paths.filter(of)), new Set(known.filter(of)));
});

test("each field has a name and a help in both languages, and each choice a word", () => {
  const keys = SECTIONS.flatMap((section) =>
    section.fields.flatMap((field) => [
      `rule.${field.path}`,
      `rule.${field.path}.help`,
      ...(field.kind === "choice" ? field.options.map((option) => `rule.${field.path}.${option}`) : []),
    ]),
  );
  assert.deepEqual(keys.filter((key) => !(key in en)), []);
});

test("both languages have the same sentences with the same gaps", () => {
  assert.deepEqual(Object.keys(de), Object.keys(en));
  const gaps = (sentence: string) => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map((it) => it[1]).sort();
  const german = de as Record<string, string>;
  for (const [key, sentence] of Object.entries(en)) assert.deepEqual(gaps(german[key]!), gaps(sentence), key);
});

test("a value that says nothing is left out, and so is what holds nothing else", () => {
  const rule = withValue({ name: "x", tickets: { minApprovals: 2 } }, "tickets.types", ["change"]);
  assert.deepEqual(rule, { name: "x", tickets: { minApprovals: 2, types: ["change"] } });
  assert.equal(at(rule, "tickets.types.0"), undefined);
  assert.deepEqual(withValue(withValue(rule, "tickets.types", []), "tickets.minApprovals", undefined), { name: "x" });
  assert.deepEqual(withValue({}, "notify.endsSoon.to", ["holder"]), { notify: { endsSoon: { to: ["holder"] } } });
});

test("a duration is a number and a unit, or stays as it was written", () => {
  for (const it of ["PT8H", "P30D", "PT10M"]) assert.equal(iso(length(it)!), it);
  assert.equal(length("PT0S")?.amount, "0");
  assert.equal(length("P1DT12H"), undefined);
  assert.equal(iso({ amount: "", unit: "hours" }), "");
});
