import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecorder, type IntervalLine, outcomesOf, type Sample } from "../../src/measure/index.ts";
import { arrivalsOf, intervalsOf } from "../../src/plan/index.ts";
import { encodeLine, type RecordLine, type RunRecord, readRecord } from "../../src/record/index.ts";
import { SloError, seededRandom } from "../../src/shared/index.ts";
import { type Answer, syntheticBytes, syntheticHeader, syntheticPlan } from "../support/synthetic-record.ts";

const PLAN = syntheticPlan({
  rate: 20,
  seconds: 3,
  arrivals: "poisson",
  operations: { recall: 3, write: 1 },
  probes: { health: 2 },
});
/** So few arrivals that an interval often waits for one alone, and completions cross intervals that have none. */
const SPARSE = syntheticPlan({
  rate: 1.5,
  seconds: 8,
  arrivals: "poisson",
  operations: { recall: 1, write: 1 },
});
const HEADER = encodeLine(syntheticHeader({ plan: PLAN }));
const WHOLE_INTERVALS = intervalsOf(PLAN);

/**
 * What two workers write, in the order of time: each arrival is planned and released when it is due and ends later, and
 * each worker hands over its lines every so often, at moments of its own.
 */
function linesOfTwoWorkers(seed: number, flushEveryUs: number, plan = PLAN): readonly RecordLine[] {
  const intervals = intervalsOf(plan);
  const events: { readonly us: number; readonly happen: () => void }[] = [];
  const lines: RecordLine[] = [];
  for (const worker of [0, 1]) {
    const random = seededRandom(seed, "worker", worker);
    const recorder = createRecorder(intervals, { serviceOnly: (operation) => operation.includes(".") });
    for (const { operation, intendedUs } of arrivalsOf(plan, { worker, workers: 2 })) {
      const serviceUs = Math.round(random.exponential(400_000));
      const [releasedUs, doneUs] = [intendedUs + 50, intendedUs + 50 + serviceUs];
      const outcome =
        random.next() < 0.9 ? ({ kind: "good", status: 200 } as const) : ({ kind: "timeout" } as const);
      const sample: Sample = {
        operation,
        intendedUs,
        releasedUs,
        doneUs: outcome.kind === "good" ? doneUs : null,
        outcome,
      };
      events.push({
        us: intendedUs,
        happen: () => {
          recorder.planned(operation, intendedUs);
          recorder.released(operation, intendedUs, releasedUs);
          if (operation === "write") recorder.planned("write.step1", intendedUs);
        },
      });
      events.push({
        us: doneUs,
        happen: () => {
          if (operation === "write") recorder.ended({ ...sample, operation: "write.step1" });
          recorder.ended(sample);
        },
      });
    }
    const endUs = 20e6;
    for (let us = random.next() * flushEveryUs; us < endUs + flushEveryUs; us += flushEveryUs) {
      events.push({ us, happen: () => void lines.push(...recorder.flush()) });
    }
  }
  for (const { happen } of events.sort((a, b) => a.us - b.us)) happen();
  return lines;
}

function encoded(lines: readonly RecordLine[], plan = PLAN): Buffer {
  const header = plan === PLAN ? HEADER : encodeLine(syntheticHeader({ plan }));
  return Buffer.from(header + lines.map(encodeLine).join(""), "utf8");
}

const runs = fc
  .tuple(fc.maxSafeNat(), fc.integer({ min: 100_000, max: 3_000_000 }))
  .map(([seed, flushEveryUs]) => linesOfTwoWorkers(seed, flushEveryUs));

/** Every cell's counts and histogram totals hold at most what the whole record has. */
function expectNothingInvented(part: RunRecord, whole: RunRecord): void {
  for (const [interval, operations] of part.cells) {
    for (const [operation, cell] of operations) {
      const all = whole.cells.get(interval)?.get(operation);
      for (const [name, count] of Object.entries(cell.counts)) {
        expect(count).toBeLessThanOrEqual(all?.counts[name as keyof typeof cell.counts] ?? -1);
      }
      for (const [name, { total }] of Object.entries(cell.series)) {
        expect(total).toBeLessThanOrEqual(all?.series[name as keyof typeof cell.series].total ?? -1);
      }
    }
  }
}

test("a record cut at any byte behind its header reads, invents nothing, and is exact up to its last whole interval", () => {
  fc.assert(
    fc.property(runs, fc.double({ min: 0, max: 1, noNaN: true }), (lines, share) => {
      const bytes = encoded(lines);
      const whole = readRecord(bytes);
      const headerBytes = Buffer.byteLength(HEADER) - 1;
      const cut = headerBytes + Math.round(share * (bytes.length - headerBytes));
      const part = readRecord(bytes.subarray(0, cut));
      expectNothingInvented(part, whole);
      for (let interval = 0; interval <= part.lastInterval; interval++) {
        expect(sorted(part, interval)).toEqual(sorted(whole, interval));
      }
    }),
    { numRuns: 300 },
  );
});

test("a record cut behind any line is exact up to its last whole interval", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: 100_000, max: 3_000_000 }), (seed, flushEveryUs) => {
      const lines = linesOfTwoWorkers(seed, flushEveryUs, SPARSE);
      const whole = readRecord(encoded(lines, SPARSE));
      for (let count = 0; count < lines.length; count++) {
        const part = readRecord(encoded(lines.slice(0, count), SPARSE));
        for (let interval = 0; interval <= part.lastInterval; interval++) {
          expect(sorted(part, interval)).toEqual(sorted(whole, interval));
        }
      }
    }),
    { numRuns: 30 },
  );
});

function sorted({ cells }: RunRecord, interval: number): readonly unknown[] {
  return [...(cells.get(interval) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
}

test("each byte of a record's last lines may be the last", () => {
  const lines = linesOfTwoWorkers(1, 700_000);
  const bytes = encoded(lines);
  const whole = readRecord(bytes);
  const lastLines = lines.slice(-3).map(encodeLine).join("");
  for (let cut = bytes.length - Buffer.byteLength(lastLines); cut <= bytes.length; cut++) {
    const part = readRecord(bytes.subarray(0, cut));
    expectNothingInvented(part, whole);
    const endsInLine = cut > 0 && bytes[cut - 1] !== 0x0a && cut < bytes.length && bytes[cut] !== 0x0a;
    expect(part.truncated).toBe(endsInLine);
  }
});

test("a record cut within its header is refused, not misread", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Buffer.byteLength(HEADER) - 2 }), (cut) => {
      try {
        readRecord(Buffer.from(HEADER).subarray(0, cut));
        return false;
      } catch (error) {
        return error instanceof SloError && error.code === "bad_record";
      }
    }),
  );
});

test("the ledger of a whole record closes in every cell", () => {
  fc.assert(
    fc.property(runs, (lines) => {
      const record = readRecord(encoded(lines));
      expect(record.lastInterval).toBe(WHOLE_INTERVALS.length - 1);
      for (const operations of record.cells.values()) {
        for (const { counts, series } of operations.values()) {
          expect(outcomesOf(counts)).toBe(counts.planned);
          expect(series.service_time.total).toBe(counts.good);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test("interval lines add to the same record in any order", () => {
  fc.assert(
    fc.property(
      runs.chain((lines) =>
        fc.tuple(fc.constant(lines), fc.shuffledSubarray([...lines], { minLength: lines.length })),
      ),
      ([lines, shuffled]) => {
        const [one, two] = [readRecord(encoded(lines)), readRecord(encoded(shuffled))];
        expect(
          new Map([...two.cells].map(([interval]) => [interval, new Map(sorted(two, interval) as [])])),
        ).toEqual(
          new Map([...one.cells].map(([interval]) => [interval, new Map(sorted(one, interval) as [])])),
        );
      },
    ),
    { numRuns: 30 },
  );
});

test("a line means the same after it was written and read", () => {
  const text = fc.string({ unit: "binary" });
  const notice = fc
    .record({ operation: text, what: text, excerpt: text })
    .map((example): RecordLine => ({ kind: "notice", at_us: 1, notice: { kind: "example", ...example } }));
  const interval = fc
    .record({
      interval: fc.nat({ max: WHOLE_INTERVALS.length - 1 }),
      operation: fc.string({ minLength: 1, unit: "binary" }),
      counts: fc.record({ planned: fc.nat(), good: fc.nat() }),
    })
    .map((line): IntervalLine => ({ kind: "interval", ...line }));
  fc.assert(
    fc.property(notice, interval, (first, second) => {
      const record = readRecord(encoded([first, second]));
      expect(record.notices).toEqual([first]);
      expect(record.cells.get(second.interval)?.get(second.operation)?.counts).toMatchObject(second.counts);
      return !record.truncated;
    }),
  );
});

test("a synthetic record counts each arrival of its plan once, whatever its answers and however often it is flushed", () => {
  const answers: readonly Answer[] = [
    20_000,
    { bad: "503", afterUs: 1_000 },
    { failed: "reset", afterUs: 2_000 },
    { shed: "in_flight_cap" },
    "timeout",
    "unfinished",
  ];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.maxSafeNat(), (flushEvery, seed) => {
      const plan = { ...PLAN, seed };
      const record = readRecord(
        syntheticBytes({ plan, flushEvery, answer: (_, random) => random.pick(answers) }),
      );
      let planned = 0;
      for (const operations of record.cells.values()) {
        for (const { counts } of operations.values()) {
          planned += counts.planned;
          expect(outcomesOf(counts)).toBe(counts.planned);
        }
      }
      expect(planned).toBe([...arrivalsOf(plan)].length);
    }),
    { numRuns: 30 },
  );
});
