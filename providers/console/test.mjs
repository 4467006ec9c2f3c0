// Bundles the unit tests of src/test/ts and runs them: npm test
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const out = "target/test-ts";
rmSync(out, { recursive: true, force: true });
const tests = readdirSync("src/test/ts").filter((name) => name.endsWith(".test.ts"));
await build({
  entryPoints: tests.map((name) => "src/test/ts/" + name),
  outdir: out,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  splitting: true,
  jsx: "automatic",
  outExtension: { ".js": ".mjs" },
  loader: { ".css": "file" },
  external: ["react", "react-dom"],
  alias: Object.fromEntries(
    ["i18n.js", "patternfly.js", "patternfly.css", "ui-shared.js"].map((file) => ["@libs/" + file.replace(/\.js$/, ""), "./vendor/" + file]),
  ),
  logLevel: "warning",
});
process.exitCode = spawnSync(process.execPath, ["--test", out], { stdio: "inherit" }).status ?? 1;
