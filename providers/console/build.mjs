// Bundles the pages as Maven does, for whoever works on them: node build.mjs
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
const pom = readFileSync("pom.xml", "utf8");
const out = "target/classes/META-INF/ticket-gate-console";
rmSync(out + "/assets", { recursive: true, force: true });
const args = [...pom.matchAll(/<arg value="(.*)" \/>/g)].map((it) => it[1].replace("${console.files}", out));
execFileSync("node_modules/.bin/esbuild", args, { stdio: "inherit" });
const entries = readdirSync(out + "/assets").filter((name) => /^ticket-gate-(admin|account)-.*\.js$/.test(name));
writeFileSync(out + "/entries.txt", entries.join("\n") + "\n");
