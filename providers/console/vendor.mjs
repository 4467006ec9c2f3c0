// Makes vendor/ anew from vendor-src/: the libraries of the pages, each bundled once, and the style sheets of what is used of them.
// Needed only when a library or a list in vendor-src/ changes. CI makes it again and compares.
import { build } from "esbuild";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

const libraries = ["react", "react-jsx-runtime", "react-dom-client", "react-hook-form", "i18n", "patternfly", "ui-shared"];
const outdir = "vendor";
rmSync(outdir, { recursive: true, force: true });

/** PatternFly's components import their style sheets; we ship one sheet with all that are used. */
const withoutSheets = {
  name: "without-sheets",
  setup(b) {
    b.onLoad({ filter: /\.css$/ }, () => ({ contents: "", loader: "js" }));
  },
};
const bundled = await build({
  entryPoints: Object.fromEntries(libraries.map((name) => [name, `vendor-src/${name}.ts`])),
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  metafile: true,
  outdir,
  chunkNames: "chunk-[hash]",
  legalComments: "linked",
  define: { "process.env.NODE_ENV": '"production"' },
  alias: { "@keycloak/keycloak-admin-client": "./vendor-src/no-admin-client.ts" },
  logOverride: { "ignored-bare-import": "silent" },
  plugins: [withoutSheets],
});

const used = new Set();
for (const output of Object.values(bundled.metafile.outputs)) {
  for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
    if (bytesInOutput > 0 && file.includes("/react-styles/css/")) {
      used.add(file.replace(/\.m?js$/, ".css"));
    }
  }
}
used.add("node_modules/@patternfly/react-styles/css/components/Table/table-grid.css");
const sheets = [...used].filter((file) => file.endsWith(".css")).sort();
const styles = await build({
  stdin: { contents: sheets.map((file) => `@import "./${file}";`).join("\n"), loader: "css", resolveDir: "." },
  bundle: true,
  minify: true,
  write: false,
  external: ["*.woff2"],
});
writeFileSync(`${outdir}/patternfly.css`, styles.outputFiles[0].text);

for (const file of readdirSync(outdir).sort()) {
  console.log(String(readFileSync(`${outdir}/${file}`).length).padStart(8), file);
}
