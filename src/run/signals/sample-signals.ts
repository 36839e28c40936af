import type { PlanInterval } from "../../plan/index.ts";
import type { RecordLine } from "../../record/index.ts";
import { US_PER_MS, US_PER_S, type Us } from "../../shared/index.ts";
import type { Reading, SignalSource } from "./signal-source.ts";

/** Intervals that end sooner than this after the last reading have none: a target is asked at most about once a second. */
const LEAST_BETWEEN_US: Us = 0.9 * US_PER_S;
/** Timers of Node wait at most 2^31 - 1 ms. */
const LONGEST_WAIT_MS = 1_000_000;

export interface SamplingParts {
  readonly sources: readonly SignalSource[];
  readonly intervals: readonly PlanInterval[];
  /** The plan's time. */
  readonly nowUs: () => Us;
  readonly emit: (line: RecordLine) => void;
}

/** How a signal fared. */
interface Tally {
  measured: number;
  missed: number;
  why: string;
}

/**
 * Reads all sources at the end of each interval, and once at the beginning, and writes a target line for each interval.
 * A source that has not answered yet is not asked again: its signals are unmeasured in the intervals between. An answer
 * counts for the interval at whose end it was asked for.
 */
export function sampleSignals(parts: SamplingParts): { stop(): Promise<void> } {
  const { sources, intervals, nowUs, emit } = parts;
  const tallies = new Map(
    sources.flatMap(({ signals }) => signals.map(({ name }) => [name, newTally()] as const)),
  );
  const busy = new Set<SignalSource>();
  const open = new Set<Promise<void>>();
  let lastUs = nowUs();
  // A resumed run begins in the middle of its plan.
  let next = intervals.filter(({ endUs }) => endUs <= lastUs).length;
  let timer: NodeJS.Timeout | null = null;

  const readOne = async (source: SignalSource): Promise<Reading> => {
    if (busy.has(source)) return allMissing(source, "it had not answered yet");
    busy.add(source);
    const atUs = nowUs();
    const reading = await source.read(atUs).catch((error: unknown) => allMissing(source, String(error)));
    busy.delete(source);
    for (const text of reading.notices) emit({ kind: "notice", at_us: atUs, notice: { kind: "text", text } });
    return reading;
  };
  const readAll = async (interval: number | null): Promise<void> => {
    lastUs = nowUs();
    const readings = await Promise.all(sources.map(readOne));
    if (interval === null) return;
    const signals = Object.assign({}, ...readings.map(({ values }) => values)) as Record<string, number>;
    const missing = Object.assign({}, ...readings.map((reading) => reading.missing)) as Record<
      string,
      string
    >;
    for (const [name, tally] of tallies) {
      if (signals[name] !== undefined) tally.measured++;
      else {
        tally.missed++;
        tally.why = missing[name] ?? "no reading before it to take a mean from, or its counter fell";
      }
    }
    if (Object.keys(signals).length > 0) emit({ kind: "target", interval, signals });
  };
  const begin = (interval: number | null): void => {
    const reading = readAll(interval).finally(() => open.delete(reading));
    open.add(reading);
  };

  /** Reads for the latest interval that has ended, if any has since the last call. */
  const readDue = (): void => {
    const now = nowUs();
    let due: PlanInterval | null = null;
    for (; next < intervals.length; next++) {
      const interval = intervals[next];
      if (interval === undefined || interval.endUs > now) break;
      due = interval;
    }
    if (due !== null && now - lastUs >= LEAST_BETWEEN_US) begin(due.index);
  };
  const wait = (): void => {
    const interval = intervals[next];
    if (interval === undefined) return;
    const waitMs = Math.max(1, Math.ceil((interval.endUs - nowUs()) / US_PER_MS));
    timer = setTimeout(
      () => {
        readDue();
        wait();
      },
      Math.min(waitMs, LONGEST_WAIT_MS),
    ).unref();
  };

  while ((intervals[next]?.endUs ?? Number.POSITIVE_INFINITY) <= lastUs) next++;
  begin(null);
  wait();
  return {
    async stop() {
      if (timer !== null) clearTimeout(timer);
      readDue();
      await Promise.all(open);
      for (const text of missedTexts(tallies))
        emit({ kind: "notice", at_us: nowUs(), notice: { kind: "text", text } });
    },
  };
}

function newTally(): Tally {
  return { measured: 0, missed: 0, why: "" };
}

function allMissing({ signals }: SignalSource, why: string): Reading {
  return { values: {}, missing: Object.fromEntries(signals.map(({ name }) => [name, why])), notices: [] };
}

/** "outbox_pending, queue: unmeasured in 3 of 60 readings (connect ECONNREFUSED 127.0.0.1:9)", signals that fared alike together. */
function missedTexts(tallies: ReadonlyMap<string, Tally>): readonly string[] {
  const alike = new Map<string, string[]>();
  for (const [name, { measured, missed, why }] of tallies) {
    if (missed === 0) continue;
    const fate = `unmeasured in ${missed} of ${measured + missed} readings (last: ${why})`;
    alike.set(fate, [...(alike.get(fate) ?? []), `target.${name}`]);
  }
  return [...alike].map(([fate, names]) => `${names.join(", ")}: ${fate}`);
}
