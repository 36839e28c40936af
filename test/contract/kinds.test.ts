import { describe, expect, test } from "vitest";
import { comparableLimit, KINDS, kindOf } from "../../src/objective/index.ts";
import { syntheticPlan, syntheticRecord } from "../support/synthetic-record.ts";
import { findings, promises } from "../unit/objective/judging.ts";

/** A promise that anything keeps, and one that nothing measured keeps, in the unit of a kind. */
const LIMITS = {
  ms: { easy: "1h", hard: "1us" },
  s: { easy: "1h", hard: "1us" },
  ratio: { easy: "100%", hard: "0%" },
  per_s: { easy: "1000000/s", hard: "0/s" },
  count: { easy: "1000000", hard: "0" },
};

/**
 * 2x of 100/s, and a recovery of which the first 6 s (from 32 s on) are slow. A tenth is refused with 429; in the second
 * record one in 50 is shed too.
 */
const recordOf = (shed: boolean) =>
  syntheticRecord({
    x: [2],
    seconds: 30,
    recoverySeconds: 30,
    answer: ({ index, intendedUs }) => {
      if (shed && index % 50 === 7) return { shed: "in_flight_cap" };
      if (intendedUs >= 32e6 && intendedUs < 38e6) return 3_000_000;
      return index % 10 === 0 ? { bad: "429", afterUs: 1_000 } : 10_000;
    },
  });
const RECORD = recordOf(false);
const SHEDDING = recordOf(true);
const PLAIN = "recall.service.p60 <= 1s";

describe.each(KINDS.map((kind) => [kind.name, kind] as const))("kind %s", (name, kind) => {
  const [comparison] = kind.comparisons;
  const upward = comparison === ">=";
  const sentenceOf = (measure: string, { easy, hard }: { easy: string; hard: string }) => ({
    kept: `recall.${measure} ${comparison} ${upward ? hard : easy}`,
    broken: `recall.${measure} ${comparison} ${upward ? easy : hard}`,
  });
  const judged = (sentence: string, record = RECORD) => {
    // A recovery would not forgive a tenth of errors that no promise speaks of.
    const errors = name === "recovery" ? ["recall.error_rate <= 20%"] : [];
    const list = findings(record, [sentence, PLAIN, ...errors]);
    const found = list.find(({ objective }) => objective.that === sentence);
    if (found === undefined) throw new Error(`no finding of ${sentence}`);
    return found;
  };

  test("alone reads its spellings, and knows the measure again", () => {
    for (const spelling of kind.spellings) {
      expect(KINDS.filter((other) => other.read(spelling) !== null)).toEqual([kind]);
      const measure = kind.read(spelling);
      expect(measure?.kind).toBe(name);
      expect(measure === null ? null : kindOf(measure)).toBe(kind);
    }
  });

  test("reads nothing that is not quite one", () => {
    for (const spelling of kind.spellings) {
      for (const text of [`${spelling}x`, ` ${spelling}`, spelling.toUpperCase(), ""]) {
        expect(kind.read(text)).toBeNull();
      }
    }
  });

  test("holds what is kept and breaks what is not, each over samples", () => {
    for (const spelling of kind.spellings) {
      const { kept, broken } = sentenceOf(spelling, LIMITS[kind.unit]);
      expect(judged(kept)).toMatchObject({ state: "held" });
      expect(judged(kept).samples).toBeGreaterThan(0);
      if (spelling === "status_429" || !spelling.startsWith("status_")) {
        expect(judged(broken, SHEDDING)).toMatchObject({ state: "broken" });
      }
    }
  });

  test("estimates what it judges, with bounds around it", () => {
    const { kept } = sentenceOf(kind.spellings[0] ?? "", LIMITS[kind.unit]);
    const { observed, bounds } = judged(kept);
    expect(observed).not.toBeNull();
    if (bounds === null) return;
    const [lower, upper] = bounds.map((bound) => (typeof bound === "number" ? bound : Number.NaN));
    expect(lower).toBeLessThanOrEqual(Number(observed));
    expect(upper).toBeGreaterThanOrEqual(Number(observed));
  });

  test("says what it needs, before traffic", () => {
    const plan = syntheticPlan();
    const { kept } = sentenceOf(kind.spellings[0] ?? "", LIMITS[kind.unit]);
    const [objective] = promises(plan, kept, PLAIN).list;
    if (objective === undefined) throw new Error(`no objective of ${kept}`);
    const need = (planned: number | null) =>
      kindOf(objective.measure).need(objective, {
        planned,
        seconds: 7200,
        probe: false,
        levelSeconds: 30,
        leastSeconds: 30,
      });
    expect(need(0)).toMatchObject({ decidable: false });
    expect(need(0).note).not.toBe("");
    expect(need(10_000_000)).toMatchObject({ decidable: true });
    expect(comparableLimit(objective)).toBeGreaterThanOrEqual(objective.limit);
  });

  test("takes windows where they say something, and refuses them elsewhere", () => {
    const { kept } = sentenceOf(kind.spellings[0] ?? "", LIMITS[kind.unit]);
    const read = () => promises(RECORD.header.plan, `${kept} in any 20s`, PLAIN);
    if (kind.windows) expect(read().list[0]?.windowUs).toBe(20_000_000);
    else expect(read).toThrow(/problem/);
  });
});
