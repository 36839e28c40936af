/**
 * First come first served, one job a turn of the event loop: arrivals are stamped when they come in, not after the work
 * of those before them, and /health is answered in between.
 */
export function createWorkQueue(): { add(job: () => void): void } {
  let jobs: (() => void)[] = [];
  let next = 0;
  const runOne = (): void => {
    const job = jobs[next];
    next += 1;
    if (next === jobs.length) {
      jobs = [];
      next = 0;
    } else setImmediate(runOne);
    job?.();
  };
  return {
    add: (job) => {
      jobs.push(job);
      if (jobs.length === 1) setImmediate(runOne);
    },
  };
}
