import { expect, test } from "vitest";
import { findingSentence } from "../../../src/verdict/sentences.ts";
import { errorRate, finding, p95, promise } from "./promises.ts";

test("a time beyond every finite value is larger than its timeout, never a number", () => {
  const hanging = finding({
    state: "broken",
    observed: { beyond: 5_000_000 },
    bounds: [{ beyond: 5_000_000 }, { beyond: 5_000_000 }],
  });
  expect(findingSentence(hanging)).toBe(
    "recall.p95 <= 1200ms at 2x: > 5000 ms (> 5000 to > 5000) over 2994 samples",
  );
});

test("a bound that the sample is too small for is unknown", () => {
  const few = finding({
    state: "undecided",
    bounds: [850_000, null],
    samples: 1,
    note: "needs 59 samples, has 1",
  });
  expect(findingSentence(few)).toBe(
    "recall.p95 <= 1200ms at 2x: undecided, 900 ms (850 to unknown) over 1 sample; needs 59 samples, has 1",
  );
});

test("ratios are percentages over arrivals", () => {
  const errors = finding({
    objective: errorRate(2),
    observed: 0.0213,
    bounds: [0.0171, 0.0262],
    samples: 3000,
  });
  expect(findingSentence(errors)).toBe(
    "recall.error_rate <= 2% at 2x: 2.13 % (1.71 to 2.62) over 3000 arrivals",
  );
});

test("a census has no bounds, and no rounding hides which side of the limit it lies on", () => {
  const delivered = promise("all.delivered >= 99%", { kind: "delivered" }, 0.99, { operation: "all" });
  const short = finding({
    objective: delivered,
    state: "broken",
    observed: 0.989996,
    bounds: null,
    samples: 250_000,
  });
  expect(findingSentence(short)).toBe(
    "all.delivered >= 99% for recall at 2x: 98.9996 % over 250000 arrivals",
  );
});

test("small times keep four digits", () => {
  const quick = finding({ observed: 2_343, bounds: [1_999, 12_351] });
  expect(findingSentence(quick)).toBe(
    "recall.p95 <= 1200ms at 2x: 2.343 ms (1.999 to 12.35) over 2994 samples",
  );
});

test("a recovery is told in seconds, without the level it returns to", () => {
  const objective = promise("recall.recovery <= 15s", { kind: "recovery" }, 15_000_000);
  const back = finding({
    objective,
    x: 1,
    observed: 4_000_000,
    bounds: null,
    samples: 500,
    note: "held since 4s",
  });
  expect(findingSentence(back)).toBe("recall.recovery <= 15s: 4 s over 500 arrivals; held since 4s");
});

test("a recovery that was there at once needs no history", () => {
  const objective = promise("recall.recovery <= 15s", { kind: "recovery" }, 15_000_000);
  const note = "held since 0s into the phase; in every window";
  const back = finding({ objective, x: 1, observed: 0, bounds: null, samples: 500, note });
  expect(findingSentence(back)).toBe("recall.recovery <= 15s: 0 s over 500 arrivals");
});

test("what was not measured or planned says so", () => {
  const none = { observed: null, bounds: null, samples: 0 } as const;
  expect(findingSentence(finding({ ...none, state: "unmeasured", note: "the record ends before" }))).toBe(
    "recall.p95 <= 1200ms at 2x: nothing was measured; the record ends before",
  );
  expect(findingSentence(finding({ ...none, state: "not_in_plan", x: null }))).toBe(
    "recall.p95 <= 1200ms: not in this plan",
  );
});

test("figures of signals and slopes name their unit and what they were made from", () => {
  const growth = {
    ...p95(1200),
    that: "target.rss.growth <= 20MB per 1h",
    operation: "target",
    measure: { kind: "growth", signal: "rss", perUs: 3600e6 },
    unit: "bytes_per_h",
    limit: 20e6,
  } as const;
  const found = finding({
    objective: growth,
    operation: "target",
    x: 1,
    state: "broken",
    observed: 41.8e6,
    bounds: [37.7e6, 45.9e6],
    samples: 900,
  });
  expect(findingSentence(found)).toBe(
    "target.rss.growth <= 20MB per 1h at 1x: 41.8 MB/h (37.7 to 45.9 MB/h) over 900 values",
  );
  const open = { ...found, state: "undecided", observed: null, bounds: null, note: "too short" } as const;
  expect(findingSentence(open)).toBe("target.rss.growth <= 20MB per 1h at 1x: undecided; too short");
  const away = { ...open, state: "unmeasured", note: "rss was not measured" } as const;
  expect(findingSentence(away)).toBe(
    "target.rss.growth <= 20MB per 1h at 1x: nothing was measured; rss was not measured",
  );
});
