import type { Ms, Us } from "../../shared/index.ts";
import type { Offering } from "./open-workload.ts";
import type { Now } from "./thread-clock.ts";

/** A resumed run counts its users' iterations on from as many as there may have been before it: one a millisecond. */
const SHORTEST_ITERATION_US: Us = 1_000;
/** How often the number of users is brought to the plan's. */
const RESIZE_MS: Ms = 10;

export interface ClosedParts {
  readonly now: Now;
  /** Where in the plan the run begins. */
  readonly fromUs: Us;
  /** The plan's users at a time, over all workers. */
  readonly usersAt: (us: Us) => number;
  /** No request begins from here on: the plan's end but for the drain. */
  readonly endUs: Us;
  /** The most users that the plan ever has. */
  readonly peakUsers: number;
  readonly shard: { readonly worker: number; readonly workers: number };
  /** Carries out one iteration of a user; `ended` is called at its outcome. */
  readonly begin: (iteration: { readonly user: number; readonly seq: number }, ended: () => void) => void;
}

/**
 * Users who ask again as soon as they are answered. User u belongs to worker u mod W; iteration k of user u is number k * peakUsers + u of the
 * load's stream, so that what a user asks does not depend on the other users or on the number of workers.
 */
export function offerClosed({ now, fromUs, usersAt, endUs, peakUsers, shard, begin }: ClosedParts): Offering {
  let resolve = (): void => {};
  const exhausted = new Promise<void>((done) => {
    resolve = done;
  });
  const firstIteration = Math.floor(fromUs / SHORTEST_ITERATION_US);
  const iterations = new Map<number, number>();
  const active = new Set<number>();
  let resizing: NodeJS.Timeout | null = null;
  let over = false;

  const wanted = (user: number): boolean => {
    const us = now();
    return !over && us < endUs && user < usersAt(us);
  };

  const iterate = (user: number): void => {
    const iteration = iterations.get(user) ?? firstIteration;
    iterations.set(user, iteration + 1);
    let begun = false;
    const next = (): void => {
      if (!wanted(user)) active.delete(user);
      // An iteration that ended before it left (nothing to send) must not go on within itself.
      else if (begun) iterate(user);
      else setImmediate(() => (wanted(user) ? iterate(user) : active.delete(user)));
    };
    begin({ user, seq: iteration * peakUsers + user }, next);
    begun = true;
  };

  const finish = (): void => {
    over = true;
    if (resizing !== null) clearInterval(resizing);
    resolve();
  };

  const resize = (): void => {
    const us = now();
    if (us >= endUs) finish();
    if (us < fromUs || over) return;
    for (let user = shard.worker; user < usersAt(us) && !over; user += shard.workers) {
      if (active.has(user)) continue;
      active.add(user);
      iterate(user);
    }
  };

  return {
    exhausted,
    start() {
      resizing = setInterval(resize, RESIZE_MS);
    },
    // Its arrivals are not planned ahead: there is no rest to shed.
    async end() {
      finish();
    },
  };
}
