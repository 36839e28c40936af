import { firstDraws, type Us } from "../shared/index.ts";
import type { Arrival, LoadPlan, PlannedOperation } from "./load-plan.ts";
import { massesOf, StreamCursor, skipTo } from "./stream-cursor.ts";
import { loadStretches, probeStretches } from "./stretch.ts";

/** One worker's part of the arrivals: those whose index is `worker` modulo `workers`. */
export interface Shard {
  readonly worker: number;
  readonly workers: number;
}

const WHOLE: Shard = { worker: 0, workers: 1 };

/**
 * The planned arrivals in order of intended start, from `fromUs` on, made as they are asked for; each shard's keep the
 * numbers they have in the whole. Operations are drawn by weight from (seed, "operation", seq); probes are uniform streams
 * of their own through every phase but the drain. A closed workload has its probes alone. What lies before `fromUs` is
 * walked over at once (about 25 million arrivals a second). RangeError for a shard that does not exist.
 */
export function arrivalsOf(
  plan: LoadPlan,
  { worker, workers }: Shard = WHOLE,
  fromUs: Us = 0,
): Generator<Arrival, void, void> {
  if (!(Number.isInteger(worker) && Number.isInteger(workers) && worker >= 0 && worker < workers)) {
    throw new RangeError(`there is no worker ${worker} among ${workers}`);
  }
  const load = new StreamCursor(
    plan.workload === "closed" ? [] : loadStretches(plan),
    massesOf(plan.arrivals, plan.seed),
  );
  const probes = plan.probes.map(({ name, ratePerSec }) => ({
    name,
    cursor: new StreamCursor(probeStretches(plan, ratePerSec), massesOf("uniform", plan.seed)),
  }));
  let index = 0;
  for (const cursor of [load, ...probes.map((probe) => probe.cursor)]) {
    skipTo(cursor, fromUs);
    index += cursor.seq;
  }
  return merge(plan, load, probes, index, { worker, workers });
}

function* merge(
  plan: LoadPlan,
  load: StreamCursor,
  probes: readonly { readonly name: string; readonly cursor: StreamCursor }[],
  firstIndex: number,
  { worker, workers }: Shard,
): Generator<Arrival, void, void> {
  const operationOf = operationDraw(plan.operations, plan.seed);
  for (let index = firstIndex; ; index++) {
    let cursor = load;
    let probe: string | null = null;
    for (const other of probes) {
      if (other.cursor.us < cursor.us) {
        cursor = other.cursor;
        probe = other.name;
      }
    }
    const { us: intendedUs, seq, phase } = cursor;
    if (intendedUs === Number.POSITIVE_INFINITY) return;
    if (index % workers === worker) {
      yield { index, stream: probe ?? "load", seq, operation: probe ?? operationOf(seq), intendedUs, phase };
    }
    cursor.advance();
  }
}

/**
 * Which operation the seq-th arrival of the load is, or the seq-th iteration of a closed workload: each with its share of
 * the weights, drawn from (seed, "operation", seq).
 */
export function operationDraw(
  operations: readonly PlannedOperation[],
  seed: number,
): (seq: number) => string {
  const names = operations.map(({ name }) => name);
  const last = names.at(-1) ?? "";
  if (names.length === 1) return () => last;
  const indexOf = operationIndexDraw(operations, seed);
  return (seq) => names[indexOf(seq)] ?? last;
}

/** The same as an index into the operations. */
export function operationIndexDraw(
  operations: readonly PlannedOperation[],
  seed: number,
): (seq: number) => number {
  const total = operations.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  const upTo = operations.map(({ weight }) => (sum += weight) / total);
  const last = upTo.length - 1;
  const draw = firstDraws(seed, "operation");
  return (seq) => {
    const u = draw(seq);
    for (let i = 0; i < last; i++) if (u < (upTo[i] ?? 1)) return i;
    return last;
  };
}
