import { describe, expect, test } from "vitest";
import { needsOf } from "../../../src/objective/index.ts";
import { countArrivals, type LoadPlan } from "../../../src/plan/index.ts";
import { seededRandom } from "../../../src/shared/index.ts";
import { soakPlan, soakRecord, withGap } from "../../support/soak-record.ts";
import { normal } from "../../support/synthetic-soaks.ts";
import { finding, promises } from "./judging.ts";

const noise = (seed: number, deviation: number) => {
  const random = seededRandom(seed, "drift test", 0);
  return () => deviation * normal(random);
};
/** 2 h of 500 MB, with this leak in MB/h. */
const leaking = (mbPerHour: number) => {
  const off = noise(1, 4e6);
  return soakRecord({ hours: 2, signals: (hour) => ({ rss: 500e6 + mbPerHour * 1e6 * hour + off() }) });
};

describe("growth", () => {
  test("is a signal's slope, in its unit an hour, with bounds", () => {
    const found = finding(leaking(40), "target.rss.growth <= 20MB per 1h");
    expect(found).toMatchObject({ state: "broken", operation: "target", x: 1, samples: 720 });
    expect(Number(found.observed) / 1e6).toBeCloseTo(40, 0);
    const [lower, upper] = found.bounds ?? [];
    expect(Number(lower)).toBeGreaterThan(37e6);
    expect(Number(upper)).toBeLessThan(43e6);
    expect(found.note).toMatch(
      /^its line runs from (499|500)(\.\d)? MB to (579|580)(\.\d)? MB within 120 min$/,
    );
  });

  test("holds within its limit, and is open at it", () => {
    expect(finding(leaking(0), "target.rss.growth <= 20MB per 1h").state).toBe("held");
    expect(finding(leaking(-200), "target.rss.growth <= 20MB per 1h").state).toBe("held");
    expect(finding(leaking(20), "target.rss.growth <= 20MB per 1h")).toMatchObject({ state: "undecided" });
  });

  test("is the same limit in another time", () => {
    // 20 MB an hour are 480 MB a day and 10 MB a half hour.
    for (const limit of ["480MB per 24h", "10MB per 30m"]) {
      const found = finding(leaking(40), `target.rss.growth <= ${limit}`);
      expect(found).toMatchObject({ state: "broken", objective: { limit: 20e6, unit: "bytes_per_h" } });
    }
  });

  test("of a sawtooth is none, and of a leak beneath it the leak", () => {
    const sawtooth = (leak: number) => {
      const off = noise(2, 4e6);
      // Teeth of 80 MB every 11 min.
      const tooth = (hour: number) => ((hour * 60) % 11) * (80e6 / 11);
      const signals = (hour: number) => ({ rss: 500e6 + leak * hour + tooth(hour) + off() });
      return finding(soakRecord({ hours: 4, signals }), "target.rss.growth <= 10MB per 1h");
    };
    expect(sawtooth(0).state).toBe("held");
    expect(sawtooth(20e6).state).toBe("broken");
    expect(Math.abs(Number(sawtooth(20e6).observed) - 20e6)).toBeLessThan(3e6);
  });

  test("goes by the clock across a gap", () => {
    const gap = withGap(leaking(40), 0.5, 1);
    const found = finding(gap, "target.rss.growth <= 20MB per 1h");
    // A quarter of the intervals is gone.
    expect(found).toMatchObject({ state: "broken", samples: 540 });
    expect(Number(found.observed) / 1e6).toBeCloseTo(40, 0);
  });

  test("of a signal that stopped answering is unmeasured, unless it broke", () => {
    const stopped = (leak: number) => {
      const off = noise(1, 4e6);
      const signals = (hour: number) => (hour < 1.5 ? { rss: 500e6 + leak * hour + off() } : null);
      return finding(soakRecord({ hours: 2, signals }), "target.rss.growth <= 20MB per 1h");
    };
    expect(stopped(0)).toMatchObject({
      state: "unmeasured",
      observed: null,
      note: "rss was measured in 540 of 720 intervals, and 95 % of them are needed",
    });
    expect(stopped(60e6).state).toBe("broken");
    const never = finding(soakRecord({ hours: 1 }), "target.rss.growth <= 20MB per 1h");
    expect(never).toMatchObject({ state: "unmeasured", observed: null, samples: 0 });
  });

  test("carries the line to draw", () => {
    const { line } = finding(leaking(40), "target.rss.growth <= 20MB per 1h");
    // 720 intervals by sixes: 120 values, the first over the first minute of the level, which begins at 1 s.
    expect(line?.points).toHaveLength(120);
    expect(line?.points[0]?.atUs).toBe(31_000_000);
    expect(line).toMatchObject({ unit: "bytes", startUs: 1_000_000, limitPerHour: 20e6 });
    expect(Math.abs((line?.startValue ?? 0) - 500e6)).toBeLessThan(2e6);
  });
});

describe("drift", () => {
  // 30 min at 5/s: 9000 arrivals, of which a percentile has 120 units of 75.
  const slowing = (perHour: number, more = {}) =>
    soakRecord({
      hours: 0.5,
      rate: 5,
      answer: ({ intendedUs }, random) =>
        100_000 * (1 + perHour * (intendedUs / 3600e6 - 0.25)) * (0.9 + 0.2 * random.next()),
      ...more,
    });

  test.each(["p50", "p95", "service.p95", "mean", "service.mean"])(
    "of %s is relative to its median",
    (measure) => {
      const broken = finding(slowing(0.3), `recall.${measure}.drift <= 10% per 1h`);
      expect(broken.state).toBe("broken");
      expect(Number(broken.observed)).toBeCloseTo(0.3, 1);
      expect(finding(slowing(0), `recall.${measure}.drift <= 10% per 1h`).state).toBe("held");
      expect(finding(slowing(-0.3), `recall.${measure}.drift <= 10% per 1h`).state).toBe("held");
    },
  );

  test("of a signal is relative too", () => {
    // 40 MB an hour of 540 MB in the middle: 7.4 %.
    const found = finding(leaking(40), "target.rss.drift <= 5% per 1h");
    expect(found.state).toBe("broken");
    expect(Number(found.observed)).toBeCloseTo(40 / 540, 2);
    expect(finding(leaking(40), "target.rss.drift <= 10% per 1h").state).toBe("held");
  });

  test("of a figure whose median is 0 is undecided", () => {
    const record = soakRecord({ hours: 1, signals: () => ({ pending: 0 }) });
    expect(finding(record, "target.pending.drift <= 10% per 1h")).toMatchObject({
      state: "undecided",
      note: "its median is 0, of which nothing is a share: promise pending.growth",
    });
  });

  test("of an error rate is in percentage points", () => {
    const failing = (perHour: number) =>
      soakRecord({
        hours: 1,
        rate: 5,
        answer: ({ intendedUs }, random) =>
          random.next() < 0.03 + perHour * (intendedUs / 3600e6 - 0.5)
            ? { bad: "503", afterUs: 1_000 }
            : 10_000,
      });
    const found = finding(failing(0.05), "recall.error_rate.drift <= 1% per 1h");
    // 540 errors or so of 18000, and slopes off by sqrt(0.03 x 0.97 x 12 / 18000) = 0.44 points an hour.
    expect(found).toMatchObject({ state: "broken", objective: { unit: "points_per_h" } });
    expect(Math.abs(Number(found.observed) - 0.05)).toBeLessThan(0.015);
    expect(finding(failing(0), "recall.error_rate.drift <= 1.5% per 1h").state).toBe("held");
  });

  test("of no error at all is held as far as so few arrivals show it", () => {
    const record = soakRecord({ hours: 1 });
    // 1800 arrivals without an error: at most 0.17 %, so slopes off by sqrt(0.00166 x 12 / 1800) = 0.33 points an hour, 1.645 of
    // which are 0.55.
    expect(finding(record, "recall.error_rate.drift <= 0.6% per 1h").state).toBe("held");
    expect(finding(record, "recall.error_rate.drift <= 0.5% per 1h").state).toBe("undecided");
  });

  test("of a rate is how fast it falls", () => {
    const failing = (perHour: number) =>
      soakRecord({
        hours: 1,
        rate: 5,
        answer: ({ seq, intendedUs }) =>
          (seq % 100) / 100 < 0.2 + perHour * (intendedUs / 3600e6) ? { bad: "503", afterUs: 1_000 } : 10_000,
      });
    // From 4/s to 3.5/s: 0.5 of 3.75 are 13 %.
    const found = finding(failing(0.1), "recall.rate.drift <= 5% per 1h");
    expect(found.state).toBe("broken");
    expect(Number(found.observed)).toBeCloseTo(0.5 / 3.75, 1);
    expect(finding(failing(-0.1), "recall.rate.drift <= 5% per 1h").state).toBe("held");
  });

  test("does not hold where more than a few values lie beyond the timeout", () => {
    const record = soakRecord({
      hours: 0.5,
      rate: 5,
      // Every tenth of the time nearly nothing is answered in time.
      answer: ({ intendedUs }) => ((intendedUs / 60e6) % 3 < 0.3 ? "timeout" : 100_000),
    });
    expect(finding(record, "recall.p50.drift <= 100% per 1h")).toMatchObject({ state: "undecided" });
  });

  test("of a closed workload is of service times", () => {
    const closed = soakRecord({ hours: 0.1, rate: 1 });
    const plan = { ...closed.header.plan, workload: "closed" as const };
    const [need] = needsOf(
      promises(plan, "recall.p95.drift <= 10% per 1h"),
      plan,
      countArrivals(closed.header.plan),
    );
    expect(need?.note).toBe("closed workloads have service time only: promise recall.service.p95.drift");
  });

  test("that pauses of our own made is told apart", () => {
    // Pauses that grow from 0 to 80 ms in the half hour, and every answer as late as they are.
    const pauseUs = (us: number) => 80_000 * (us / 1800e6);
    const record = (pauses: boolean) =>
      soakRecord({
        hours: 0.5,
        rate: 5,
        startLagUs: 0,
        answer: ({ intendedUs }) => 50_000 + pauseUs(intendedUs),
        generator: (interval) => (pauses ? { longest_pause_us: pauseUs((interval - 1) * 10e6) + 2_000 } : {}),
      });
    const sentence = "recall.p50.drift <= 10% per 1h";
    expect(finding(record(false), sentence)).toMatchObject({ state: "broken", brokenOnService: true });
    expect(finding(record(true), sentence)).toMatchObject({ state: "broken", brokenOnService: false });
  });
});

describe("a slope needs", () => {
  const need = (plan: LoadPlan, sentence: string) =>
    needsOf(promises(plan, sentence), plan, countArrivals(plan))[0];
  const at = (seconds: number, rate = 100) => soakPlan(seconds / 3600, rate);

  test("a twentieth of the time that it speaks of", () => {
    // Of an hour 3 min; of a day 72 min.
    expect(need(at(180), "target.rss.growth <= 20MB per 1h")).toMatchObject({ decidable: true, note: "" });
    expect(need(at(179), "target.rss.growth <= 20MB per 1h")).toMatchObject({
      decidable: false,
      note: "a slope per 1h needs 3 min: run longer: --duration 3m",
    });
    expect(need(at(3600, 1), "target.rss.growth <= 20MB per 24h")?.note).toContain("--duration 1.2h");
  });

  test("40 intervals", () => {
    expect(need(at(40), "target.rss.growth <= 1MB per 10m")).toMatchObject({ decidable: true });
    expect(need(at(39), "target.rss.growth <= 1MB per 10m")).toMatchObject({
      decidable: false,
      note: "a slope needs 40 intervals, 39 planned: run longer: --duration 40s",
    });
  });

  test("samples for its figure in each of 40 parts: 20 for p95, 100 for p99", () => {
    // 40 x 20 = 800 and 40 x 100 = 4000; 180 s at 4/s are 720.
    expect(need(at(180, 4), "recall.p95.drift <= 10% per 1h")).toMatchObject({
      needed: 800,
      planned: 720,
      decidable: false,
      note: "a slope needs 800 samples, 720 planned: run longer: --duration 200s",
    });
    expect(need(at(180), "recall.p99.drift <= 10% per 1h")).toMatchObject({ needed: 4000, decidable: true });
  });

  test("the same when it is judged", () => {
    const short = soakRecord({ hours: 179 / 3600, signals: () => ({ rss: 1e9 }) });
    expect(finding(short, "target.rss.growth <= 20MB per 1h")).toMatchObject({
      state: "undecided",
      observed: null,
      note: "a slope per 1h needs 3 min: run longer: --duration 3m",
    });
    expect(finding(short, "target.rss.growth <= 20MB per 1h", { decide: "point" }).state).toBe("undecided");
    const few = soakRecord({ hours: 0.1, rate: 2 });
    expect(finding(few, "recall.p95.drift <= 10% per 1h")).toMatchObject({ state: "undecided" });
  });
});
