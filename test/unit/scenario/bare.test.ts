import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

test("the room bundles into ECMAScript alone: no module of Node, no host global, no timer", async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../../src/scenario/index.ts", import.meta.url))],
    bundle: true,
    write: false,
    platform: "neutral",
    format: "esm",
    target: "es2020",
    external: ["node:*", "fastest-levenshtein"],
  });
  const text = outputFiles[0]?.text ?? "";
  expect(text).toContain("function operate(");
  expect(text).not.toMatch(
    /node:|^import |\b(require|process|Buffer|setTimeout|setInterval|URL|performance)\b[.(]/m,
  );
});
