import { describe, expect, test } from "vitest";
import { needsOf } from "../../../src/objective/index.ts";
import { countArrivals } from "../../../src/plan/index.ts";
import { soakPlan, soakRecord } from "../../support/soak-record.ts";
import { finding, promises } from "./judging.ts";

// 10 s intervals: 360 in the hour.
const hour = (signals: (hour: number) => Readonly<Record<string, number>> | null) =>
  soakRecord({ hours: 1, signals });

describe("a promise on a signal", () => {
  test("is judged on the worst value of any interval, exactly", () => {
    const record = hour((at) => ({ rss: at > 0.5 && at < 0.503 ? 900e6 : 500e6 }));
    expect(finding(record, "target.rss <= 900MB")).toMatchObject({
      state: "held",
      operation: "target",
      x: 1,
      observed: 900e6,
      bounds: null,
      samples: 360,
    });
    expect(finding(record, "target.rss < 900MB")).toMatchObject({ state: "broken", observed: 900e6 });
    // 858.3 MiB
    expect(finding(record, "target.rss <= 858MiB").state).toBe("broken");
  });

  test("with >= is judged on the least", () => {
    const record = hour((at) => ({ replicas: at > 0.5 && at < 0.503 ? 2 : 3 }));
    expect(finding(record, "target.replicas >= 3")).toMatchObject({ state: "broken", observed: 2 });
    expect(finding(record, "target.replicas >= 2").state).toBe("held");
  });

  test("in a window is judged on the mean of the worst one", () => {
    // Half an hour at 100, half an hour at 40: the worst 20 min have 100, the worst hour (100 + 40) / 2.
    const record = hour((at) => ({ pending: at < 0.5 ? 100 : 40 }));
    expect(finding(record, "target.pending <= 100 in any 20m")).toMatchObject({
      state: "held",
      observed: 100,
    });
    expect(finding(record, "target.pending <= 70 in any 1h")).toMatchObject({ state: "held", observed: 70 });
    expect(finding(record, "target.pending <= 69.9 in any 1h")).toMatchObject({
      state: "broken",
      note: "worst window: 0s to 1h of the level",
    });
  });

  test("has the unit that it is written in: memory, shares, seconds, rates, numbers", () => {
    const record = hour(() => ({ rss: 1.5e9, cpu: 0.42, lag_seconds: 0.25, jobs: 12.5, pending: 7 }));
    expect(finding(record, "target.cpu <= 42%")).toMatchObject({ state: "held", observed: 0.42 });
    expect(finding(record, "target.lag_seconds <= 250ms")).toMatchObject({
      state: "held",
      observed: 250_000,
    });
    expect(finding(record, "target.lag_seconds <= 0.2s").state).toBe("broken");
    expect(finding(record, "target.jobs <= 12.5/s")).toMatchObject({ state: "held", observed: 12.5 });
    expect(finding(record, "target.pending <= 6.5").state).toBe("broken");
  });

  test("that stops answering is unmeasured, never zero", () => {
    // 18 of 360 are 5 %: 342 are enough, 341 are not.
    const until = (share: number) => hour((at) => (at < share ? { rss: 500e6 } : null));
    expect(finding(until(0.95), "target.rss <= 1GB")).toMatchObject({ state: "held", samples: 342 });
    expect(finding(until(0.948), "target.rss <= 1GB")).toMatchObject({
      state: "unmeasured",
      observed: null,
      samples: 341,
      note: "rss was measured in 341 of 360 intervals, and 95 % of them are needed",
    });
    expect(
      finding(
        hour(() => null),
        "target.rss <= 1GB",
      ),
    ).toMatchObject({
      state: "unmeasured",
      note: "rss was not measured: --target-pid names a process of this machine",
    });
    expect(
      finding(
        hour(() => null),
        "target.pending <= 10",
      ).note,
    ).toBe("pending was not measured");
    expect(finding(until(0.948), "target.rss <= 1GB", { decide: "point" }).state).toBe("unmeasured");
    expect(finding(until(0.9), "target.rss <= 1GB in any 10m")).toMatchObject({
      state: "unmeasured",
      observed: null,
    });
  });

  test("is broken by a value in hand, however much is missing", () => {
    const record = hour((at) => (at < 0.1 ? { rss: 2e9 } : null));
    expect(finding(record, "target.rss <= 1GB")).toMatchObject({
      state: "broken",
      observed: 2e9,
      samples: 36,
    });
    expect(finding(record, "target.rss <= 1GB in any 5m")).toMatchObject({ state: "broken", observed: 2e9 });
  });

  test("is nothing that our pauses could explain", () => {
    const record = soakRecord({
      hours: 0.1,
      signals: () => ({ rss: 2e9 }),
      generator: () => ({ longest_pause_us: 900_000 }),
    });
    expect(finding(record, "target.rss <= 1GB")).toMatchObject({ state: "broken", brokenOnService: null });
  });

  test("needs an interval and no more", () => {
    const plan = soakPlan(1);
    const [need] = needsOf(promises(plan, "target.rss <= 1GB"), plan, countArrivals(plan));
    expect(need).toMatchObject({ operation: "target", x: 1, needed: null, planned: 360, decidable: true });
  });
});
