import type { ValidityCheck } from "../verdict/index.ts";

/** Where a check of the generator was made: "run", "2x", or "recovery". */
export function checkPlace({ x, phase }: Pick<ValidityCheck, "x" | "phase">): string {
  if (phase === "recovery") return "recovery";
  return x === null ? "run" : `${x}x`;
}
