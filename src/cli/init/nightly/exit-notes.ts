import { EXIT_MEANINGS } from "../../../shared/index.ts";

/** What to do in the morning, by exit code; other codes say it in their meaning. */
const THEN: Readonly<Record<string, string>> = {
  "1": "Look at the service: report.html names the promise, the figure and the hour.",
  "2": "Correct the line that the message names; no load was sent.",
  "3": "The reasons say what would decide it, or what cut the night short.",
  "4": "The figures are no evidence: give the load generator more CPU, or a machine of its own.",
  "5": "Nothing was measured: look at the target, its key, and the first lines of the log.",
};

/** The exit codes of a night as comment lines, for whoever finds a red one in the morning. */
export function exitNotes(): string {
  return EXIT_MEANINGS.filter(([codes]) => codes !== "6")
    .map(([codes, meaning]) => {
      const then = THEN[codes];
      return `#   ${codes.padEnd(9)}${meaning}${then === undefined ? "" : `\n#            ${then}`}\n`;
    })
    .join("");
}
