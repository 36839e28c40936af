import fc from "fast-check";
import { expect, test } from "vitest";
import { readRecord } from "../../src/record/index.ts";
import { judgeRecord } from "../../src/run/result.ts";
import { merged, segmentBytes, segmentFile, segmentsOf } from "../support/segments.ts";
import {
  type Answer,
  type SyntheticRun,
  syntheticBytes,
  syntheticPlan,
} from "../support/synthetic-record.ts";

const PLAN = syntheticPlan({
  rate: 30,
  seconds: 12,
  x: [1, 2],
  arrivals: "poisson",
  operations: { recall: 3, write: 1 },
  probes: { health: 2 },
});

/** Answers depend on the arrival alone, so that segments and the whole run see the same ones. */
const RUN: SyntheticRun = {
  plan: PLAN,
  answer: (_, random): Answer => {
    const u = random.next();
    if (u < 0.01) return "timeout";
    return u < 0.03 ? { bad: "503", afterUs: 900 } : 5_000 + random.exponential(40_000);
  },
};

/** A summary without what tells one file from another: identity, digest, generator and the notice of the joining. */
function result(bytes: Uint8Array): unknown {
  const { summary } = judgeRecord(bytes, null);
  const { run_id, digests, engine, notices, levels, ...rest } = summary;
  return {
    ...rest,
    notices: notices.filter((notice) => !notice.startsWith("joined from")),
    // Each synthetic process claims 10 in flight.
    levels: levels.map(({ max_in_flight, ...level }) => level),
  };
}

const WHOLE = result(syntheticBytes(RUN));

test("a run cut into any number of segments and joined again is judged as the whole run is", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 9_000 }),
      (workers, flushEvery, pieceBytes) => {
        const files = Array.from({ length: workers }, (_, worker) =>
          segmentFile(String(worker), segmentBytes({ ...RUN, flushEvery }, worker, workers), pieceBytes),
        );
        expect(result(merged(files))).toEqual(WHOLE);
      },
    ),
    { numRuns: 12 },
  );
});

test("segments joined in any order give the same bytes", () => {
  const files = segmentsOf({ ...RUN, flushEvery: 50 }, 4);
  const expected = merged(files).toString("utf8");
  fc.assert(
    fc.property(fc.shuffledSubarray(files, { minLength: 4 }), (shuffled) => {
      expect(merged(shuffled).toString("utf8")).toBe(expected);
    }),
    { numRuns: 10 },
  );
});

test("whatever segments are left out or cut off, the joined record invents nothing and never passes", () => {
  const workers = 3;
  const texts = Array.from({ length: workers }, (_, worker) =>
    Buffer.from(segmentBytes({ ...RUN, flushEvery: 40 }, worker, workers)),
  );
  const whole = readRecord(syntheticBytes(RUN));
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: workers, maxLength: workers }),
      fc.subarray([0, 1, 2], { minLength: 1 }),
      (cuts, kept) => {
        const files = kept.map((worker) => {
          const bytes = texts[worker] ?? Buffer.alloc(0);
          const header = bytes.indexOf(0x0a) + 1;
          const length = header + Math.round((cuts[worker] ?? 0) * (bytes.length - header - 2));
          return segmentFile(String(worker), bytes.subarray(0, length));
        });
        const record = readRecord(merged(files));
        for (const [interval, row] of record.cells) {
          for (const [operation, { counts }] of row) {
            const all = whole.cells.get(interval)?.get(operation)?.counts;
            expect(counts.planned).toBeLessThanOrEqual(all?.planned ?? -1);
            if (interval <= record.lastInterval) expect(counts).toEqual(all);
          }
        }
        expect(judgeRecord(merged(files), null).summary.verdict).toBe("incomplete");
      },
    ),
    { numRuns: 40 },
  );
});
