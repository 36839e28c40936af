import { levelsOf } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import type { Verdict } from "../verdict/index.ts";
import { plainLine } from "./plain-text.ts";

/** `recall at 1x, 2x against http://...`: the levels that were judged; where none was, those of the plan. */
export function headlineOf({ header }: RunRecord, { judgedLevels }: Verdict): string {
  const { plan, target } = header;
  const named = judgedLevels.length > 0 ? judgedLevels : levelsOf(plan).map(({ x }) => x);
  return plainLine(
    `${plan.profile} at ${[...new Set(named)].map((x) => `${x}x`).join(", ")} against ${target.url}`,
  );
}
