import type { PlannedOperation } from "../../plan/index.ts";
import { firstDraws } from "../../shared/index.ts";

/** Which operation an iteration of a closed workload is: each with its share of the weights, drawn from (seed, "operation", seq). */
export function operationDraw(
  operations: readonly PlannedOperation[],
  seed: number,
): (seq: number) => PlannedOperation {
  const total = operations.reduce((sum, { weight }) => sum + weight, 0);
  const draw = firstDraws(seed, "operation");
  return (seq) => {
    let left = draw(seq) * total;
    const drawn = operations.find(({ weight }) => (left -= weight) < 0) ?? operations.at(-1);
    if (drawn === undefined) throw new RangeError("the plan has no operation to draw");
    return drawn;
  };
}
