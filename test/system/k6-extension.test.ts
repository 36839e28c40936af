import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../support/slo.ts";

const folder = join(ROOT, "src/engine/k6/xk6-slo");
const go = (...args: string[]) => spawnSync("go", args, { cwd: folder, encoding: "utf8" });
const lacking = go("version").status === 0 ? null : "there is no Go";

// It compiles k6 with the extension: a minute or two where nothing is cached.
const COMPILE_MS = 600_000;

function passes(name: string, command: () => void): void {
  if (lacking === null) test(name, command, COMPILE_MS);
  else if (process.env.CI === "true") test(name, () => expect.fail(lacking));
  else test.skip(`${name} (${lacking})`, () => {});
}

passes("the k6 extension is formatted and passes vet", () => {
  const formatted = spawnSync("gofmt", ["-l", "."], { cwd: folder, encoding: "utf8" });
  expect([formatted.status, formatted.stdout]).toEqual([0, ""]);
  const vetted = go("vet", "./...");
  expect(vetted.status, vetted.stderr).toBe(0);
});

passes("the k6 extension passes its own tests", () => {
  const tested = go("test", "./...");
  expect(tested.status, `${tested.stdout}\n${tested.stderr}`).toBe(0);
});
