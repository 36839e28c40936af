import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Arrival,
  arrivalsOf,
  compilePlan,
  countArrivals,
  countBetween,
  digestArrivals,
  intervalIndexAt,
  intervalsOf,
  type LoadPlan,
  offeredBetween,
  scheduleDigest,
} from "../../src/plan/index.ts";
import { firstDraws, seededRandom } from "../../src/shared/index.ts";

const name = fc.constantFrom("recall", "write", "intake");
const probe = fc.constantFrom("health", "ready");
const positive = (max: number) => fc.double({ min: 0.01, max, noNaN: true });
const durationUs = (min: number, max: number) => fc.integer({ min, max });

/** Plans of at most a few thousand arrivals. */
const plans = (process: "uniform" | "poisson" | "either"): fc.Arbitrary<LoadPlan> =>
  fc
    .record({
      seed: fc.maxSafeInteger(),
      rate: positive(100),
      levels: fc.array(fc.record({ x: positive(4), steadyUs: durationUs(1, 5_000_000) }), {
        minLength: 1,
        maxLength: 3,
      }),
      warmUpUs: durationUs(0, 2_000_000),
      rampUs: durationUs(0, 2_000_000),
      recoveryUs: durationUs(0, 2_000_000),
      arrivals: process === "either" ? fc.constantFrom("uniform", "poisson") : fc.constant(process),
      operations: fc.uniqueArray(
        fc.record({
          name,
          kind: fc.constant("request" as const),
          weight: positive(9),
          timeoutUs: fc.constant(1e6),
        }),
        { minLength: 1, selector: (operation) => operation.name },
      ),
      probes: fc.uniqueArray(
        fc.record({ name: probe, ratePerSec: positive(20), timeoutUs: fc.constant(1e6) }),
        {
          selector: ({ name }) => name,
        },
      ),
    })
    .map(({ rate, ...rest }) =>
      compilePlan({
        ...rest,
        profile: "any",
        workload: "open",
        expected: { rate, users: null, source: "a test" },
      }),
    );

test("arrivals come in order, numbered without gaps, in all and in each stream", () => {
  fc.assert(
    fc.property(plans("either"), (plan) => {
      const next = new Map<string, number>();
      let before = 0;
      let index = 0;
      for (const arrival of arrivalsOf(plan)) {
        const seq = next.get(arrival.stream) ?? 0;
        next.set(arrival.stream, seq + 1);
        if (arrival.index !== index++ || arrival.seq !== seq || arrival.intendedUs < before) return false;
        if (!Number.isInteger(arrival.intendedUs)) return false;
        before = arrival.intendedUs;
      }
      return true;
    }),
    { numRuns: 200 },
  );
});

test("uniform arrivals are the integral of the rate, within one, up to any moment", () => {
  fc.assert(
    fc.property(plans("uniform"), fc.double({ min: 0, max: 1, noNaN: true }), (plan, share) => {
      const untilUs = Math.round(share * (plan.phases.at(-1)?.startUs ?? 0));
      let count = 0;
      for (const { stream, intendedUs } of arrivalsOf(plan))
        if (stream === "load" && intendedUs < untilUs) count += 1;
      // One for the whole number, a hair for the rounding to a microsecond at 400/s.
      expect(Math.abs(count - offeredBetween(plan, 0, untilUs))).toBeLessThanOrEqual(1 + 4e-4);
    }),
    { numRuns: 200 },
  );
});

test("the shards of any number of workers are the whole, each arrival once, with the same digest", () => {
  fc.assert(
    fc.property(plans("either"), fc.integer({ min: 1, max: 7 }), (plan, workers) => {
      const shards = Array.from({ length: workers }, (_, worker) => [
        ...arrivalsOf(plan, { worker, workers }),
      ]);
      for (const [worker, shard] of shards.entries()) {
        if (shard.some(({ index }) => index % workers !== worker)) return false;
      }
      const merged: Arrival[] = shards.flat().sort((a, b) => a.index - b.index);
      expect(merged).toEqual([...arrivalsOf(plan)]);
      return digestArrivals(merged) === scheduleDigest(plan);
    }),
    { numRuns: 100 },
  );
});

test("every arrival lies in its phase and in an interval of that phase", () => {
  fc.assert(
    fc.property(plans("either"), (plan) => {
      const intervals = intervalsOf(plan);
      for (const { intendedUs, phase } of arrivalsOf(plan)) {
        if (intervals[intervalIndexAt(intervals, intendedUs)]?.phase !== phase) return false;
      }
      return true;
    }),
    { numRuns: 200 },
  );
});

test("intervals cover the plan up to its drain without gap or overlap", () => {
  fc.assert(
    fc.property(plans("either"), (plan) => {
      let at = 0;
      for (const [i, { index, startUs, endUs }] of intervalsOf(plan).entries()) {
        if (index !== i || startUs !== at || endUs <= startUs) return false;
        at = endUs;
      }
      return at === plan.phases.at(-1)?.startUs;
    }),
    { numRuns: 200 },
  );
});

test("the quick first draw is the first draw", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.string(), fc.maxSafeNat(), (seed, stream, seq) => {
      expect(firstDraws(seed, stream)(seq)).toBe(seededRandom(seed, stream, seq).next());
    }),
  );
});

/** Counts arrivals by name, one after the other. */
function counted(arrivals: Iterable<Arrival>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { operation } of arrivals) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

test("arrivals counted between times are those that a walk meets there", () => {
  fc.assert(
    fc.property(
      plans("either"),
      fc.array(fc.integer({ min: 0, max: 20_000_000 }), { maxLength: 6 }),
      (plan, times) => {
        const all = [...arrivalsOf(plan)];
        // Times at arrivals themselves are the ones that rounding could put on the wrong side.
        const at = all.filter((_, i) => i % 97 === 3).map(({ intendedUs }) => intendedUs);
        const edges = [...new Set([...times, ...at])].sort((a, b) => a - b);
        const between = countBetween(plan, edges).map((counts) => Object.fromEntries(counts));
        expect(between).toEqual(
          edges
            .slice(1)
            .map((to, i) =>
              counted(all.filter(({ intendedUs }) => (edges[i] ?? 0) <= intendedUs && intendedUs < to)),
            ),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test("arrivals of a phase are counted without those in gaps", () => {
  fc.assert(
    fc.property(plans("either"), fc.nat(6_000_000), fc.nat(6_000_000), (plan, fromUs, lengthUs) => {
      const toUs = fromUs + lengthUs + 1;
      const left = [...arrivalsOf(plan)].filter(
        ({ intendedUs }) => intendedUs < fromUs || intendedUs >= toUs,
      );
      const counts = countArrivals(plan, [{ fromUs, toUs }]).map((phase) => Object.fromEntries(phase));
      expect(counts).toEqual(
        plan.phases.map(({ index }) => counted(left.filter(({ phase }) => phase === index))),
      );
    }),
    { numRuns: 60 },
  );
});

test("arrivals from a time on are the rest of all, with the same numbers, whichever worker has them", () => {
  fc.assert(
    fc.property(
      plans("either"),
      fc.nat(12_000_000),
      fc.integer({ min: 1, max: 3 }),
      (plan, fromUs, workers) => {
        for (let worker = 0; worker < workers; worker++) {
          const shard = { worker, workers };
          const rest = [...arrivalsOf(plan, shard)].filter(({ intendedUs }) => intendedUs >= fromUs);
          expect([...arrivalsOf(plan, shard, fromUs)]).toEqual(rest);
        }
      },
    ),
    { numRuns: 60 },
  );
});
