import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { encodeLine } from "../../../src/record/index.ts";
import { followRecord } from "../../../src/run/follow-record.ts";
import { SloError } from "../../../src/shared/index.ts";
import { syntheticHeader, syntheticLines, syntheticPlan } from "../../support/synthetic-record.ts";

const dir = mkdtempSync(join(tmpdir(), "slo-follow-"));
afterAll(() => rmSync(dir, { recursive: true }));
const PLAN = syntheticPlan({ rate: 10, seconds: 9 });
const HEADER = encodeLine(syntheticHeader({ plan: PLAN }));
const LINES = syntheticLines({ plan: PLAN, flushEvery: 5 }).map(encodeLine);

test("a record is followed as it grows, a line that is being written left for later", async () => {
  const path = join(dir, "growing.ndjson");
  writeFileSync(path, HEADER.slice(0, 30));
  const followed = followRecord(path);
  expect(await followed.poll()).toBe(true);
  expect(followed.record()).toBe(null);
  appendFileSync(path, HEADER.slice(30) + LINES.slice(0, 4).join(""));
  await followed.poll();
  const cell = () => followed.record()?.cells.get(0)?.get("recall")?.counts.planned;
  expect(cell()).toBe(10);
  // Half a line more changes nothing, and is no damage.
  const [half = "", rest = ""] = [LINES[4]?.slice(0, 20), LINES[4]?.slice(20)];
  appendFileSync(path, half);
  expect(await followed.poll()).toBe(true);
  expect(followed.record()?.truncated).toBe(false);
  appendFileSync(path, rest + LINES.slice(5).join(""));
  await followed.poll();
  expect(followed.record()?.footer?.ended).toEqual({ kind: "complete" });
  expect(await followed.poll()).toBe(false);
});

test("a record whose damaged tail was cut off is read anew", async () => {
  const path = join(dir, "cut.ndjson");
  writeFileSync(path, HEADER + LINES[0] + "\0".repeat(500));
  const followed = followRecord(path);
  await followed.poll();
  truncateSync(path, (HEADER + LINES[0]).length);
  appendFileSync(path, LINES[1] ?? "");
  await followed.poll();
  expect(followed.record()?.truncated).toBe(false);
  expect([...(followed.record()?.cells.keys() ?? [])].length).toBeGreaterThan(0);
});

test("a record that is not there any more is told with its path", async () => {
  const path = join(dir, "none.ndjson");
  await expect(followRecord(path).poll()).rejects.toThrow(SloError);
  await expect(followRecord(path).poll()).rejects.toThrow(path);
});
