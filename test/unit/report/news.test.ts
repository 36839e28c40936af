import { expect, test } from "vitest";
import { newsOf, speaksOf } from "../../../src/report/news.ts";
import { failing } from "../../support/report-fixtures.ts";

const P95 = { that: "write.p95 <= 9ms", operation: "write", at: "1x" };

test("a sentence speaks of a promise at its own place", () => {
  expect(speaksOf("write.p95 <= 9ms at 1x: undecided, 7 ms", P95)).toBe(true);
  expect(speaksOf("write.p95 <= 9ms at 10x: undecided, 7 ms", P95)).toBe(false);
  expect(speaksOf("write.p95 <= 90ms at 1x: undecided, 7 ms", P95)).toBe(false);
  const all = { that: "all.p95 <= 9ms", operation: "write", at: "1x" };
  expect(speaksOf("all.p95 <= 9ms for write at 1x: 7 ms", all)).toBe(true);
  expect(speaksOf("all.p95 <= 9ms (write) at 1x: too few", all)).toBe(true);
  expect(speaksOf("all.p95 <= 9ms for read at 1x: 7 ms", all)).toBe(false);
});

test("notices that repeat a reason or say less than another are left out", () => {
  const { summary } = failing();
  const [objective] = summary.objectives;
  if (objective === undefined) throw new Error("no objective");
  const read = "cannot be decided by this plan: read.p95 <= 9ms at 1x: 20 samples of 59";
  const short = "levels of 10 s are short: under 30 s a pass says little";
  const told = {
    ...summary,
    objectives: [{ ...objective, ...P95 }],
    reasons: ["write.p95 <= 9ms at 1x: undecided, 7 ms (3 to unknown) over 20 samples"],
  };
  const news = (...notices: string[]): readonly string[] => newsOf({ ...told, notices });
  expect(news("cannot be decided by this plan: write.p95 <= 9ms at 1x: 20 samples of 59", read)).toEqual([
    read,
  ]);
  expect(news(short)).toEqual([short]);
  expect(news(short, "1x lasts 10s; its promises ask for 30s")).toEqual([
    "1x lasts 10s; its promises ask for 30s",
  ]);
});
