import type { LoadPlan, PlanInterval } from "../plan/index.ts";
import type { RecordLine } from "../record/index.ts";
import { formatDuration, US_PER_S, type Us } from "../shared/index.ts";

/** The default rule: a target of which nothing is good any more is not put under further load. */
const NOTHING_GOOD_US: Us = 30 * US_PER_S;
/** So many must have ended otherwise since the last good one: a rare or slow operation is not a dead target. */
const FEWEST_ENDED = 5;

/** `abort` of the scenario: more than this share of ended arrivals not good, throughout this long. */
export interface AbortRule {
  readonly errorRatio: number;
  readonly forUs: Us;
}

/** Watches the record's lines as they arise; says which rule asks for a stop, or null. */
export interface StopRules {
  see(line: RecordLine): void;
  /** `nowUs` counts from the run's origin. */
  due(nowUs: Us): string | null;
}

interface Second {
  good: number;
  ended: number;
}

/** Counts what ended in each second by the time its line came, probes left out. The run began at `fromUs` of its plan. */
export function stopRules(
  plan: LoadPlan,
  intervals: readonly PlanInterval[],
  abort: AbortRule | null,
  nowUs: () => Us,
  fromUs: Us = 0,
): StopRules {
  const load = new Set(plan.operations.map(({ name }) => name));
  const seconds = new Map<number, Second>();
  let lastGoodUs = fromUs;
  let endedSinceGood = 0;
  // An arrival that may still be good within its timeout proves nothing yet.
  const patienceUs = Math.max(NOTHING_GOOD_US, ...plan.operations.map(({ timeoutUs }) => timeoutUs));
  const window = (sinceUs: Us): readonly Second[] =>
    [...seconds].filter(([second]) => second * US_PER_S >= sinceUs).map(([, counts]) => counts);

  return {
    see(line) {
      if (line.kind !== "interval" || !load.has(line.operation) || intervals[line.interval] === undefined)
        return;
      const { good = 0, bad = 0, failed = 0, timeout = 0, shed = 0 } = line.counts;
      const now = nowUs();
      endedSinceGood += bad + failed + timeout + shed;
      if (good > 0) {
        lastGoodUs = now;
        endedSinceGood = 0;
      }
      const second = Math.floor(now / US_PER_S);
      const counts = seconds.get(second) ?? { good: 0, ended: 0 };
      counts.good += good;
      counts.ended += good + bad + failed + timeout + shed;
      seconds.set(second, counts);
      for (const old of seconds.keys())
        if ((old + 1) * US_PER_S < now - (abort?.forUs ?? 0) - US_PER_S) seconds.delete(old);
    },
    due(now) {
      if (now - lastGoodUs >= patienceUs && endedSinceGood >= FEWEST_ENDED)
        return `nothing good for ${formatDuration(patienceUs)}`;
      if (abort === null || now - fromUs < abort.forUs) return null;
      const recent = window(now - abort.forUs);
      const good = recent.reduce((sum, { good }) => sum + good, 0);
      const ended = recent.reduce((sum, { ended }) => sum + ended, 0);
      if (ended === 0 || (ended - good) / ended <= abort.errorRatio) return null;
      return `${(((ended - good) / ended) * 100).toFixed(1)} % not good over ${formatDuration(abort.forUs)} (abort at ${abort.errorRatio * 100} %)`;
    },
  };
}
