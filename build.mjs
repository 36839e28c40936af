// Bundles src/ into dist/ (esbuild). tsc only checks; `npm pack` adds the declarations (tsconfig.types.json).
import { chmod, readFile, rm } from "node:fs/promises";
import { build } from "esbuild";

const { version } = JSON.parse(await readFile("package.json", "utf8"));
await rm("dist", { recursive: true, force: true });

await build({
  entryPoints: {
    cli: "src/cli/main.ts",
    "native-worker": "src/engine/native/worker.ts",
    "native-ticker": "src/engine/native/ticker.ts",
    target: "src/target/main.ts",
    scenario: "src/scenario/index.ts",
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  sourcemap: true,
  define: { SLO_VERSION: JSON.stringify(version) },
  logLevel: "warning",
});

await chmod("dist/cli.js", 0o755);
