import type { Template } from "../write-files.ts";
import { NIGHT_HOURS, type Night } from "./night.ts";

/** Goes on with a night that a crash or a reboot cut short. */
export function resumeScript({ scenario }: Night): Template {
  return {
    path: "nightly/resume.sh",
    mode: 0o755,
    content: `#!/bin/sh
# Goes on with the last soak where a crash or a reboot cut it short while its time lasts; does nothing otherwise.
# The time it missed is a gap in its record: beyond max_gap of thresholds.yaml (1 % without it) its verdict is incomplete.
# Exits as slo run does, and 0 when there is nothing to resume.
cd "$(dirname "$0")/.." || exit 2
# Names of runs begin with their time, so the last in order is the latest.
last=
for run in reports/[0-9]*-${scenario}-[0-9]*; do
  if [ -f "$run/record.ndjson" ]; then last=$run; fi
done
if [ -z "$last" ]; then
  echo "there is no soak to resume"
  exit 0
fi
# A run that was killed has no footer; one that was interrupted says so in it.
case $(tail -n 1 "$last/record.ndjson") in
  *'"kind":"footer"'*'"kind":"interrupted"'* | *'"kind":"footer"'*'"kind":"engine_failed"'*) ;;
  *'"kind":"footer"'*)
    echo "$last needs no resume: it ended by itself"
    exit 0
    ;;
esac
if [ -z "$(find "$last/record.ndjson" -mmin -${NIGHT_HOURS * 60})" ]; then
  echo "$last was cut short more than ${NIGHT_HOURS} h ago: its time is over"
  exit 0
fi
exec node_modules/.bin/slo run --resume "$last"
`,
  };
}
