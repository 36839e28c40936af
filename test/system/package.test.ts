import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { sourceDigest } from "../../src/engine/k6/k6-source.ts";
import { ROOT, temporaryFolder } from "../support/slo.ts";

// As a stranger gets it: the packed package in an empty folder, and a clean install of the repository, twice.
const folder = temporaryFolder();
afterAll(folder.remove);
const run = (command: string, args: readonly string[], cwd: string) =>
  promisify(execFile)(command, [...args], {
    cwd,
    env: { ...process.env, CI: "true", NO_COLOR: "1" },
    maxBuffer: 1e8,
  });

test("the packed package, installed into an empty folder, gives slo init and slo run", async () => {
  const packed = join(folder.path, "packed");
  const user = join(folder.path, "user");
  mkdirSync(packed);
  mkdirSync(user);
  await run("npm", ["pack", "--pack-destination", packed], ROOT);
  const tarball = join(packed, readdirSync(packed)[0] ?? "");
  writeFileSync(join(user, "package.json"), '{ "name": "user", "private": true, "type": "module" }\n');
  await run("npm", ["install", tarball, "typescript@7"], user);
  // The k6 engine can be built from it: the extension's sources, and what runs within k6.
  const dist = join(user, "node_modules/slo-harness/dist");
  expect(await sourceDigest(join(dist, "xk6-slo"))).toBe(await sourceDigest());
  expect(existsSync(join(dist, "k6-runtime.js"))).toBe(true);
  await run("npx", ["slo", "init"], user);
  await run("npx", ["tsc", "--noEmit"], user);
  const { stdout } = await run(
    "npx",
    ["slo", "run", "--duration", "5s", "--warm-up", "2s", "--json", "--quiet"],
    user,
  ).catch((error) => error);
  expect(["pass", "inconclusive"]).toContain(JSON.parse(stdout).verdict);
  const [runId = ""] = readdirSync(join(user, "reports"));
  expect(existsSync(join(user, "reports", runId, "report.html"))).toBe(true);
});

test("npm ci twice, then npx slo, works in a copy of the repository", async () => {
  const copy = join(folder.path, "copy");
  const skip = /\/(node_modules|dist|\.git|reports\/\d[^/]*)(\/|$)/;
  cpSync(ROOT, copy, { recursive: true, filter: (source) => !skip.test(source) });
  await run("npm", ["ci"], copy);
  await run("npm", ["ci"], copy);
  const { stdout } = await run("npx", ["slo", "--version"], copy);
  expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
});
