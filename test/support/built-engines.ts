import { cp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Engine } from "../../src/engine/index.ts";
import { k6Runtime } from "../../src/engine/k6/script/build-options.mjs";
import { ROOT } from "./slo.ts";

/**
 * Every engine, built as the package builds them: their threads need entry files. The folder lies in the repository so that the built
 * files find their dependencies.
 */
export async function buildEngines(): Promise<{ engines: readonly Engine[]; remove: () => Promise<void> }> {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { version: string };
  const outdir = join(ROOT, `node_modules/.cache/slo-engines-${process.pid}`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: {
      engines: "src/engine/index.ts",
      "native-worker": "src/engine/native/worker.ts",
      "native-ticker": "src/engine/native/ticker.ts",
      "autocannon-worker": "src/engine/autocannon/worker.ts",
    },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    define: { SLO_VERSION: JSON.stringify(version) },
    logLevel: "warning",
  });
  await build({ ...k6Runtime, absWorkingDir: ROOT, outfile: join(outdir, "k6-runtime.js") });
  await cp(join(ROOT, "src/engine/k6/xk6-slo"), join(outdir, "xk6-slo"), { recursive: true });
  const door = (await import(pathToFileURL(join(outdir, "engines.js")).href)) as {
    ENGINES: readonly Engine[];
  };
  return { engines: door.ENGINES, remove: () => rm(outdir, { recursive: true, force: true }) };
}
