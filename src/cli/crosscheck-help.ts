/** What the exit code of a crosscheck means, and what is compared. */
export const CROSSCHECK_HELP = `
Compares p50, p90, p95 and p99 of response and service time (service time alone where an
engine or a closed workload has no response time), error rate and what was sent. Exits
  0  the engines agree: each difference lies within the tolerance, with its bounds
  1  they disagree: a difference lies beyond it, with its bounds; the reasons name it
  3  undecided, or a run is not sound (invalid or incomplete)
Whether the runs keep their promises decides nothing here.`;
