import { describe, expect, test } from "vitest";
import { burnPairs, fastestBurn } from "../../../src/objective/burn-rate.ts";
import { needsOf } from "../../../src/objective/index.ts";
import { countArrivals } from "../../../src/plan/index.ts";
import { soakPlan, soakRecord, withGap } from "../../support/soak-record.ts";
import type { Answer } from "../../support/synthetic-record.ts";
import { finding, promises } from "./judging.ts";

const HOUR_US = 3600e6;
const DAY_US = 24 * HOUR_US;

/** Soaks of 2/s in which a share of the arrivals fails at each hour. */
const failing = (hours: number, share: (hour: number) => number, rate = 2) =>
  soakRecord({
    hours,
    rate,
    answer: ({ seq, intendedUs }): Answer =>
      (seq * 0.6180339887) % 1 < share((intendedUs - 1e6) / HOUR_US)
        ? { bad: "503", afterUs: 1_000 }
        : 10_000,
  });

describe("the pairs of windows of a budget", () => {
  test("are those of the SRE workbook for 30 days, and burn as much of another", () => {
    // 2 % of 720 h in 1 h: 14.4; 5 % in 6 h: 6. Of 7 days, 168 h: 3.36 and 1.4.
    expect(burnPairs(30 * DAY_US)).toEqual([
      { longUs: HOUR_US, shortUs: 300e6, burn: 14.4 },
      { longUs: 6 * HOUR_US, shortUs: 1800e6, burn: 6 },
    ]);
    expect(burnPairs(7 * DAY_US).map(({ burn }) => Number(burn.toFixed(9)))).toEqual([3.36, 1.4]);
  });

  test("slide over the level, and both must burn", () => {
    // Intervals of 1 min with 10 arrivals; in the first 10 min none is good. An hour's window holds at most 100 of 600 bad:
    // 16.7 % are 16.7 times 1 %. In the last 5 min of the window that ends at 10 min all are bad, but it is no whole hour;
    // the first whole hour ends without a single bad one in its last 5 min.
    const slices = Array.from({ length: 120 }, (_, minute) => ({
      startUs: minute * 60e6,
      endUs: (minute + 1) * 60e6,
      signals: {},
      cell: cellOf(10, minute < 10 ? 0 : 10),
    }));
    const [pair] = burnPairs(30 * DAY_US);
    if (pair === undefined) throw new Error("no pair");
    expect(fastestBurn({ slices }, pair, 0.01, 1)).toMatchObject({
      fastest: { burn: 0, shortBurn: 0 },
      fewest: 600,
    });
    // Turned round, the last hour ends in it: 100 of 600 and 50 of 50.
    const turned = slices.map((slice, at) => ({ ...slice, cell: cellOf(10, at < 110 ? 10 : 0) }));
    const { fastest } = fastestBurn({ slices: turned }, pair, 0.01, 1);
    expect(fastest).toMatchObject({ fromUs: 3600e6, toUs: 7200e6 });
    expect(fastest?.longBurn).toBeCloseTo(100 / 6, 9);
    expect(fastest?.shortBurn).toBeCloseTo(100, 9);
    expect(fastest?.burn).toBeCloseTo(100 / 6, 9);
  });
});

describe("an error budget", () => {
  // 1 % over 30 days: 14.4 % of errors in an hour.
  test("is broken by an hour that burns it 14.4 times as fast as it lasts", () => {
    const found = finding(
      failing(2, (hour) => (hour > 1 ? 0.2 : 0)),
      "recall.good >= 99% over 30d",
    );
    expect(found).toMatchObject({
      state: "broken",
      operation: "recall",
      x: 1,
      limit: 14.4,
      samples: 14_400,
      objective: { unit: "burn", comparison: "<=", limit: 14.4 },
    });
    // 20 % are 20 times the budget
    expect(Number(found.observed)).toBeCloseTo(20, 0);
    expect(found.note).toContain("only 1h and 5m fit into what was judged");
  });

  test("holds below that, and where it burnt and stopped within the short window", () => {
    expect(
      finding(
        failing(2, () => 0.13),
        "recall.good >= 99% over 30d",
      ),
    ).toMatchObject({ state: "held" });
    // 9 min of nothing good: 15 % of the hours that hold them all. Whole hours end 51 min later at the earliest.
    const burst = failing(2, (hour) => (hour < 0.15 ? 1 : 0));
    expect(finding(burst, "recall.good >= 99% over 30d")).toMatchObject({ state: "held", observed: 0 });
  });

  test("is broken by 6 h that burn it 6 times as fast", () => {
    // 7 % through 7 h: below 14.4 in each hour, above 6 in 6 h.
    const found = finding(
      failing(7, () => 0.07, 0.5),
      "recall.good >= 99% over 30d",
    );
    expect(found).toMatchObject({ state: "broken", limit: 6 });
    expect(
      finding(
        failing(5, () => 0.07, 0.5),
        "recall.good >= 99% over 30d",
      ),
    ).toMatchObject({ state: "held" });
    expect(
      finding(
        failing(7, () => 0.05, 0.5),
        "recall.good >= 99% over 30d",
      ),
    ).toMatchObject({ state: "held" });
  });

  test("is undecided in less than an hour, or where an hour has too few arrivals", () => {
    expect(
      finding(
        failing(0.9, () => 0.5),
        "recall.good >= 99% over 30d",
      ),
    ).toMatchObject({
      state: "undecided",
      observed: null,
      note: "its shortest windows last 1h: run longer: --duration 1h",
    });
    // 60 / (14.4 x 1 %) = 416.7 arrivals: at 0.1/s an hour has 360.
    expect(
      finding(
        failing(2, () => 0.5, 0.1),
        "recall.good >= 99% over 30d",
      ),
    ).toMatchObject({
      state: "undecided",
      note: "a window of 1h needs 417 planned arrivals, the emptiest has 360: a higher rate",
    });
  });

  test("judges no window across a gap", () => {
    // 20 % fail from 50 to 80 min: 30 min of the hours that hold them, 10 times the budget... of 75 % fail 37.5 times.
    const burning = failing(2, (hour) => (hour > 50 / 60 && hour < 80 / 60 ? 0.75 : 0));
    expect(finding(burning, "recall.good >= 99% over 30d").state).toBe("broken");
    // With a gap from 60 to 65 min there is one whole hour before it, ending in 10 min at 75 %: 12.5 times the budget.
    const gap = withGap(burning, 1, 65 / 60);
    expect(finding(gap, "recall.good >= 99% over 30d")).toMatchObject({ state: "held" });
    // And with one at 40 min none is left.
    expect(finding(withGap(burning, 40 / 60, 65 / 60), "recall.good >= 99% over 30d").state).toBe(
      "undecided",
    );
  });

  test("is judged the same by point estimates", () => {
    const burning = failing(7, () => 0.07, 0.5);
    expect(finding(burning, "recall.good >= 99% over 30d", { decide: "point" }).state).toBe("broken");
  });

  test("needs an hour and its arrivals, and lengthens nothing", () => {
    const need = (hours: number, rate: number) => {
      const plan = soakPlan(hours, rate);
      return needsOf(promises(plan, "recall.good >= 99% over 30d"), plan, countArrivals(plan))[0];
    };
    expect(need(1, 1)).toMatchObject({ needed: 417, planned: 3600, ample: null, decidable: true, note: "" });
    expect(need(0.5, 1)).toMatchObject({
      decidable: false,
      note: "its shortest windows last 1 h: run longer: --duration 1h",
    });
    expect(need(2, 0.1)).toMatchObject({
      decidable: false,
      note: "a window of 1 h needs 417 arrivals, 360 planned: a higher rate",
    });
  });
});

function cellOf(planned: number, good: number) {
  const cell = [...soakRecord({ hours: 0.01 }).cells.values()][0]?.get("recall");
  if (cell === undefined) throw new Error("no cell");
  return { ...cell, counts: { ...cell.counts, planned, good } };
}
