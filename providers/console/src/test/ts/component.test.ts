import assert from "node:assert/strict";
import { test } from "node:test";
import { mentioned } from "../../main/ts/admin/component/Editor";

test("the setting that a sentence names first is the one at fault", () => {
  const properties = ["url", "baseUrl", "queues", "tokenUrl"].map((name) => ({ name }));
  assert.equal(mentioned("Set queues to the names of the queues whose tickets count.", properties), "queues");
  assert.equal(mentioned("baseUrl must be a URL with https:// and a host name.", properties), "baseUrl");
  assert.equal(mentioned("With queues, tokenUrl is needed.", properties), "queues");
  assert.equal(mentioned("Nothing of it.", properties), undefined);
});
