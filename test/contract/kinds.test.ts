import { describe, expect, test } from "vitest";
import { comparableLimit, KINDS, kindOf, type Unit } from "../../src/objective/index.ts";
import { intervalsOf } from "../../src/plan/index.ts";
import { syntheticPlan, syntheticRecord } from "../support/synthetic-record.ts";
import { findings, promises } from "../unit/objective/judging.ts";

/** Limits that anything keeps, and that nothing measured here keeps. */
interface Limits {
  readonly easy: string;
  readonly hard: string;
}

/** In the unit of a kind. */
const LIMITS: Partial<Record<Unit, Limits>> = {
  ms: { easy: "1h", hard: "1us" },
  s: { easy: "1h", hard: "1us" },
  ratio: { easy: "100%", hard: "0%" },
  per_s: { easy: "1000000/s", hard: "0/s" },
  count: { easy: "1000000", hard: "0" },
  ratio_per_h: { easy: "1000% per 1h", hard: "0.001% per 1h" },
};

/** Of those kinds whose limits have a unit or an end of their own, by spelling. */
const OWN: Readonly<Record<string, Limits>> = {
  good: { easy: "99.5% over 30d", hard: "99% over 30d" },
  rss: { easy: "1TB", hard: "0B" },
  cpu: { easy: "100%", hard: "0%" },
  fds: { easy: "1000", hard: "0" },
  threads: { easy: "1000", hard: "0" },
  "rss.growth": { easy: "1TB per 1h", hard: "1B per 1h" },
  "fds.growth": { easy: "1000 per 1h", hard: "0.1 per 1h" },
  "threads.growth": { easy: "1000 per 1h", hard: "0.1 per 1h" },
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
const SHORT = { kept: recordOf(false), broken: recordOf(true) };

/**
 * 65 min at 2/s in which everything changes for the worse: times go from 10 to 20 ms, errors from 5 to 15 %, and each
 * signal doubles. Its worst hour has about 10 % of errors: 10 times a budget of 1 %, 20 times one of 0.5 %.
 */
const LONG_S = 3_900;
const LONG_PLAN = syntheticPlan({ rate: 2, seconds: LONG_S });
const LONG = syntheticRecord({
  plan: LONG_PLAN,
  answer: ({ intendedUs }, random) => {
    const share = intendedUs / 1e6 / LONG_S;
    if (random.next() < 0.05 + 0.1 * share) return { bad: "503", afterUs: 1_000 };
    return 10_000 * (1 + share) + random.next() * 100;
  },
  lines: intervalsOf(LONG_PLAN).map(({ index, startUs }) => {
    const double = 1 + startUs / 1e6 / LONG_S;
    const signals = { rss: 100e6 * double, cpu: 0.2 * double, fds: 10 * double, threads: 8 * double };
    return { kind: "target", interval: index, signals };
  }),
});
const PLAIN = "recall.service.p60 <= 1s";

describe.each(KINDS.map((kind) => [kind.name, kind] as const))("kind %s", (name, kind) => {
  const [comparison] = kind.comparisons;
  const [subject = "operation"] = kind.subjects;
  // A budget's limit is the share that is good, but what is judged is how fast it burns.
  const upward = comparison === ">=";
  const sentencesOf = (spelling: string) => {
    const { easy, hard } = OWN[spelling] ?? LIMITS[kind.unit] ?? { easy: "", hard: "" };
    const unit =
      spelling === "error_rate.drift" ? { easy: "100% per 1h", hard: "0.001% per 1h" } : { easy, hard };
    const operation = subject === "target" ? "target" : "recall";
    return {
      kept: `${operation}.${spelling} ${comparison} ${upward ? unit.hard : unit.easy}`,
      broken: `${operation}.${spelling} ${comparison} ${upward ? unit.easy : unit.hard}`,
    };
  };
  const long = ["budget", "drift", "growth", "signal"].includes(name);
  const judged = (sentence: string, state: "kept" | "broken" = "kept") => {
    // A recovery would not forgive a tenth of errors that no promise speaks of.
    const errors = name === "recovery" ? ["recall.error_rate <= 20%"] : [];
    const list = findings(long ? LONG : SHORT[state], [sentence, PLAIN, ...errors]);
    const found = list.find(({ objective }) => objective.that === sentence);
    if (found === undefined) throw new Error(`no finding of ${sentence}`);
    return found;
  };

  test("alone reads its spellings, and knows the measure again", () => {
    for (const spelling of kind.spellings) {
      const readers = KINDS.filter(
        (other) => other.subjects.some((of) => of === subject) && other.read(spelling, subject) !== null,
      );
      expect(readers).toEqual([kind]);
      const measure = kind.read(spelling, subject);
      expect(measure?.kind).toBe(name);
      expect(measure === null ? null : kindOf(measure)).toBe(kind);
    }
  });

  test("reads nothing that is not quite one", () => {
    for (const spelling of kind.spellings) {
      // Any word may name a signal: whether there is one is for the scenario to say.
      const near = name === "signal" ? [`${spelling}.p95`] : [`${spelling}x`, spelling.toUpperCase()];
      for (const text of [...near, ` ${spelling}`, ""]) expect(kind.read(text, subject)).toBeNull();
    }
  });

  test("holds what is kept and breaks what is not, each over samples", () => {
    for (const spelling of kind.spellings) {
      const { kept, broken } = sentencesOf(spelling);
      expect(judged(kept)).toMatchObject({ state: "held" });
      expect(judged(kept).samples).toBeGreaterThan(0);
      if (spelling === "status_429" || !spelling.startsWith("status_")) {
        expect(judged(broken, "broken")).toMatchObject({ state: "broken" });
      }
    }
  });

  test("estimates what it judges, with bounds around it", () => {
    const { kept } = sentencesOf(kind.spellings[0] ?? "");
    const { observed, bounds } = judged(kept);
    expect(observed).not.toBeNull();
    if (bounds === null) return;
    const [lower, upper] = bounds.map((bound) => (typeof bound === "number" ? bound : Number.NaN));
    expect(lower).toBeLessThanOrEqual(Number(observed));
    expect(upper).toBeGreaterThanOrEqual(Number(observed));
  });

  test("says what it needs, before traffic", () => {
    const plan = syntheticPlan();
    const { kept } = sentencesOf(kind.spellings[0] ?? "");
    const [objective] = promises(plan, kept, PLAIN).list;
    if (objective === undefined) throw new Error(`no objective of ${kept}`);
    const need = (planned: number | null) =>
      kindOf(objective.measure).need(objective, {
        planned,
        seconds: 7200,
        intervals: planned === 0 ? 0 : 7200,
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
    const { kept } = sentencesOf(kind.spellings[0] ?? "");
    const read = () => promises(SHORT.kept.header.plan, `${kept} in any 20s`, PLAIN);
    if (kind.windows) expect(read().list[0]?.windowUs).toBe(20_000_000);
    else expect(read).toThrow(/problem/);
  });
});
