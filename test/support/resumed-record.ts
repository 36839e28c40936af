import { encodeLine, readRecord } from "../../src/record/index.ts";
import { gapOf } from "../../src/run/gap-of.ts";
import type { Us } from "../../src/shared/index.ts";
import { type SyntheticRun, syntheticHeader, syntheticLines } from "./synthetic-record.ts";

/** When a run is killed, and to which time its plan has gone on when it is resumed. */
export interface Break {
  readonly killedAtUs: Us;
  readonly resumedAtUs: Us;
}

export const RESTARTED_AT = "2026-01-01T03:00:00.000Z";

/** The record of a synthetic run that was killed and resumed at each break, by the same code that a real resume uses. */
export function resumedBytes(run: SyntheticRun, breaks: readonly Break[]): Uint8Array {
  let text = encodeLine(syntheticHeader(run));
  let fromUs = 0;
  for (const { killedAtUs, resumedAtUs } of breaks) {
    text += syntheticLines({ ...run, fromUs, killedAtUs, ended: null })
      .map(encodeLine)
      .join("");
    const gap = gapOf(readRecord(Buffer.from(text)), resumedAtUs, RESTARTED_AT);
    if (gap === null) throw new RangeError(`nothing of the plan is left at ${resumedAtUs} us`);
    text += encodeLine(gap);
    fromUs = gap.to_us;
  }
  return Buffer.from(
    text +
      syntheticLines({ ...run, fromUs })
        .map(encodeLine)
        .join(""),
  );
}
