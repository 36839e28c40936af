import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const alias = { "slo-harness": fileURLToPath(new URL("src/scenario/index.ts", import.meta.url)) };
const quick = ["unit", "property", "golden"].map((name) => ({
  resolve: { alias },
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    exclude: ["test/unit/layers.test.ts"],
    testTimeout: 60_000,
  },
}));

export default defineConfig({
  define: { SLO_VERSION: JSON.stringify("0.0.0-test") },
  test: {
    projects: [
      { test: { name: "layers", include: ["test/unit/layers.test.ts"] } },
      ...quick,
      // Real processes, sockets and clocks: a file at a time, each file bounds its own parallelism.
      ...["contract", "system", "browser"].map((name) => ({
        resolve: { alias },
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          fileParallelism: false,
          maxConcurrency: 2,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: { contract: 1, system: 2, browser: 3 }[name] ?? 0 },
        },
      })),
    ],
  },
});
