import { addTallies } from "../measure/index.ts";
import { formatTime, type Objective, type Objectives } from "../objective/index.ts";
import type { Phase } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import { US_PER_MS } from "../shared/index.ts";
import { quantile } from "../statistics/index.ts";
import { cellsAt, intervalsIn } from "./level-view.ts";
import { ofPhase, type PlacedCheck } from "./placed-check.ts";
import { tightestPromise } from "./tightest-limit.ts";
import { VALIDITY_LIMITS } from "./validity-limits.ts";

/** How late arrivals were sent, against what is judged. Closed workloads plan no start times, so they have none. */
export function startLagCheck(record: RunRecord, objectives: Objectives, phase: Phase): PlacedCheck {
  const { plan } = record.header;
  const names = [...plan.operations, ...plan.probes].map(({ name }) => name);
  const { valuesUs, counts, total } = addTallies(
    intervalsIn(record, phase).flatMap((interval) =>
      cellsAt(record, interval, names).map((cell) => cell.series.start_lag),
    ),
  );
  const { startLagFloorUs, startLagShare } = VALIDITY_LIMITS;
  const tightest = tightestPromise(objectives, plan, phase.x);
  const limitUs = Math.max(startLagFloorUs, startLagShare * (tightest?.limit ?? 0));
  const observedUs = total === 0 ? null : quantile({ values: valuesUs, counts, beyond: 0 }, 0.99);
  const holds = observedUs === null ? null : observedUs <= limitUs;
  return ofPhase(phase, {
    check: "start_lag_p99",
    role: "lag",
    holds,
    limit: limitUs / US_PER_MS,
    observed: observedUs === null ? null : observedUs / US_PER_MS,
    unit: "ms",
    detail:
      holds === null
        ? ""
        : `${holds ? "" : "arrivals were sent late, which adds to response times, so a pass stands; "}${whence(tightest)}`,
  });
}

/** Where the limit comes from. */
function whence(tightest: Objective | null): string {
  const { startLagFloorUs, startLagShare } = VALIDITY_LIMITS;
  const least = `limit: at least ${formatTime(startLagFloorUs)}`;
  if (tightest === null) return least;
  const share = `${startLagShare * 100} %`;
  return startLagShare * tightest.limit >= startLagFloorUs
    ? `limit: ${share} of the tightest promise, ${tightest.that}`
    : `${least} (${share} of ${tightest.that} is less)`;
}
