// Bundles src/ into dist/ (esbuild). tsc only checks, and writes the declarations (`npm run build`).
import { chmod, cp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { k6Runtime } from "./src/engine/k6/script/build-options.mjs";

const { version } = JSON.parse(await readFile("package.json", "utf8"));
await rm("dist", { recursive: true, force: true });

const common = {
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  sourcemap: true,
  define: { SLO_VERSION: JSON.stringify(version) },
  logLevel: "warning",
};
// The CLI loads each command when it is called, in chunks.
await build({ ...common, entryPoints: { cli: "src/cli/main.ts" }, splitting: true });
// Threads and child processes are files of their own, so that none loads what only the CLI needs (esbuild, vega).
await build({
  ...common,
  entryPoints: {
    "native-worker": "src/engine/native/worker.ts",
    "native-ticker": "src/engine/native/ticker.ts",
    "autocannon-worker": "src/engine/autocannon/worker.ts",
    target: "src/target/main.ts",
    scenario: "src/scenario/index.ts",
  },
});
// What runs within k6 comes without Node's modules; k6's own are k6's to give.
await build({ ...k6Runtime, outfile: "dist/k6-runtime.js" });
await cp("src/engine/k6/xk6-slo", "dist/xk6-slo", {
  recursive: true,
  filter: (path) => !path.endsWith("_test.go") && !path.includes("testdata"),
});

await chmod("dist/cli.js", 0o755);

// The published JSON Schema of summary.json, from the same zod schema that the reports use.
const { outputFiles } = await build({
  entryPoints: ["src/report/summary-schema.ts"],
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
  packages: "external",
});
const file = "dist/.summary-schema.mjs";
await writeFile(file, outputFiles[0].text);
const { summaryJsonSchema } = await import(new URL(file, import.meta.url));
await writeFile("dist/summary.schema.json", `${JSON.stringify(summaryJsonSchema(), null, 2)}\n`);
await rm(file);

// npm links the bins of dependencies, not our own; with this link `npx slo` needs no copy in npm's cache.
await rm("node_modules/.bin/slo", { force: true });
await symlink("../../dist/cli.js", "node_modules/.bin/slo");
