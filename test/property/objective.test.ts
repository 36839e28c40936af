import fc from "fast-check";
import { expect, test } from "vitest";
import type { State } from "../../src/objective/index.ts";
import { type Answer, syntheticRecord } from "../support/synthetic-record.ts";
import { finding } from "../unit/objective/judging.ts";

/** One of what can befall an arrival, times from 1 ms to 4 s. */
const answer: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1_000, max: 4_000_000 }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1_000, max: 4_000_000 }).map((afterUs) => ({ bad: "503", afterUs })),
  },
  { weight: 1, arbitrary: fc.constantFrom<Answer>("timeout", "unfinished", { shed: "in_flight_cap" }) },
);

/** A record of 12 s at 50/s that repeats a few answers, and whether its level is steady. */
const measured = fc
  .tuple(fc.array(answer, { minLength: 1, maxLength: 25 }), fc.boolean())
  .map(([answers, steady]) => ({
    steady,
    record: syntheticRecord({
      rate: 50,
      seconds: 12,
      answer: ({ seq }) => answers[seq % answers.length] ?? "timeout",
    }),
  }));

test.each([
  ["p95", "ms", fc.integer({ min: 1, max: 6_000 })],
  ["p50", "ms", fc.integer({ min: 1, max: 6_000 })],
  ["max", "ms", fc.integer({ min: 1, max: 6_000 })],
  ["service.p90", "ms", fc.integer({ min: 1, max: 6_000 })],
  ["error_rate", "%", fc.integer({ min: 1, max: 99 })],
  ["status_503", "", fc.integer({ min: 1, max: 600 })],
])("raising the limit of %s never breaks a promise that was not broken", (measure, unit, limits) => {
  fc.assert(
    fc.property(
      measured,
      limits,
      limits,
      fc.constantFrom("<=", "<"),
      ({ record, steady }, a, b, comparison) => {
        const stateAt = (limit: number): State =>
          finding(record, `recall.${measure} ${comparison} ${limit}${unit}`, { steady }).state;
        const [tight, loose] = [stateAt(Math.min(a, b)), stateAt(Math.max(a, b))];
        if (tight !== "broken") expect(loose).not.toBe("broken");
      },
    ),
    { numRuns: 40 },
  );
});

test("a finding that holds has samples, and every state but unmeasured has a figure", () => {
  fc.assert(
    fc.property(measured, fc.constantFrom("p95", "mean", "max"), ({ record, steady }, measure) => {
      const { state, samples, observed } = finding(record, `recall.${measure} <= 1s`, { steady });
      if (state === "held") expect(samples).toBeGreaterThan(0);
      expect(observed === null).toBe(state === "unmeasured");
    }),
    { numRuns: 40 },
  );
});
