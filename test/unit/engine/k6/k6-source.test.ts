import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cachedPath } from "../../../../src/engine/k6/k6-binary.ts";
import { SOURCE_DIR, sourceDigest, sourceFiles } from "../../../../src/engine/k6/k6-source.ts";
import { temporaryFolder } from "../../../support/slo.ts";

let folder: ReturnType<typeof temporaryFolder>;
const put = (name: string, text: string): void => {
  mkdirSync(join(folder.path, name, ".."), { recursive: true });
  writeFileSync(join(folder.path, name), text);
};
beforeEach(() => {
  folder = temporaryFolder();
  put("go.mod", "module m\n");
  put("go.sum", "");
  put("slo.go", "package slo\n");
  put("internal/plan/plan.go", "package plan\n");
  put("slo_test.go", "package slo\n");
  put("README.md", "words");
});
afterEach(() => folder.remove());

test("the sources are go.mod, go.sum and Go code without its tests, in byte order", async () => {
  expect(await sourceFiles(folder.path)).toEqual(["go.mod", "go.sum", "internal/plan/plan.go", "slo.go"]);
});

test("the digest is over a line for each file: its path and the sha256 of its content", async () => {
  // printf '%s %s\n' for each of the four, the second column from sha256sum of the file; sha256sum over the lines.
  expect(await sourceDigest(folder.path)).toBe(
    "sha256:675da249402bdbaa14f1d6406142f54144da7f33bdfcbcee3e398f483ee1e969",
  );
});

test.each(["go.sum", "internal/plan/plan.go"])("another %s is another state", async (name) => {
  const before = await sourceDigest(folder.path);
  put(name, "other");
  expect(await sourceDigest(folder.path)).not.toBe(before);
});

test.each(["slo_test.go", "README.md"])("another %s is the same state", async (name) => {
  const before = await sourceDigest(folder.path);
  put(name, "other");
  expect(await sourceDigest(folder.path)).toBe(before);
});

test("the cache's path names k6's version, the state of the sources and the kind of machine", () => {
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  const place = `k6-2.2.0-0123456789abcdef-${process.platform}-${process.arch}/k6`;
  expect(cachedPath(digest, { XDG_CACHE_HOME: "/cache", HOME: "/home/u" })).toBe(
    `/cache/slo-harness/${place}`,
  );
  const own = process.platform === "darwin" ? "Library/Caches" : ".cache";
  expect(cachedPath(digest, { HOME: "/home/u" })).toBe(`/home/u/${own}/slo-harness/${place}`);
});

test("the shipped sources are there", async () => {
  expect(await sourceFiles(SOURCE_DIR)).toContain("go.mod");
});
