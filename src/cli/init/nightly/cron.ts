import type { Template } from "../write-files.ts";
import { exitNotes } from "./exit-notes.ts";
import { NIGHT_HOURS, type Night, pathOf, soakArguments } from "./night.ts";

/** Two lines for a crontab: the night, and its rest after a reboot. A "%" would end a command there; none is in it. */
export function crontab(night: Night): Template {
  const { repository } = night.machine;
  const soak = soakArguments(night, { hours: `${NIGHT_HOURS}h`, target: '"$SLO_TARGET"' }).join(" ");
  const begin = `cd '${repository}' && set -a && . ./nightly/soak.env && set +a && flock -n -E 75 nightly/.lock`;
  const end = '>> nightly/soak.log 2>&1 || echo "slo exited with $?: see nightly/soak.log"';
  return {
    path: "nightly/crontab",
    content: `# The nightly soak by cron. Set the target in nightly/soak.env, then add these lines to your crontab:
#   (crontab -l 2>/dev/null; cat '${repository}/nightly/crontab') | crontab -
# What slo says is in nightly/soak.log; a night that did not pass also prints a line, which cron mails to you:
${exitNotes()}# flock, of util-linux, keeps a second night from starting beside one that still runs (and exits with 75 then).
SHELL=/bin/sh
PATH=${pathOf(night.machine)}
0 22 * * * ${begin} node_modules/.bin/slo ${soak} ${end}
@reboot ${begin} nightly/resume.sh ${end}
`,
  };
}
