import type { Template } from "../write-files.ts";
import { exitNotes } from "./exit-notes.ts";
import { type Machine, NIGHT_HOURS, type Night, pathOf, soakArguments } from "./night.ts";

/** A timer, the night's service, and a service that goes on with a night after a crash or a reboot. */
export function systemdUnits(night: Night): readonly Template[] {
  const { repository } = night.machine;
  const soak = soakArguments(night, { hours: `${NIGHT_HOURS}h`, target: `\${SLO_TARGET}` }).join(" ");
  const stopping = `# It takes as long as it takes. To stop it, slo alone is told, so that it still writes and judges what it has.
TimeoutStartSec=infinity
KillMode=mixed
KillSignal=SIGINT
TimeoutStopSec=2min
# 130 is slo interrupted: by you, or by a shutdown.
SuccessExitStatus=130
`;
  return [
    {
      path: "nightly/slo-nightly.timer",
      content: `[Unit]
Description=Starts the nightly soak (slo, profile ${night.scenario})

[Timer]
# In the machine's time zone. A night that the machine missed is not made up for in daytime (no Persistent=).
OnCalendar=*-*-* 22:00:00

[Install]
WantedBy=timers.target
`,
    },
    {
      path: "nightly/slo-nightly.service",
      content: `# A soak of ${NIGHT_HOURS} hours, started by slo-nightly.timer. Set the target in nightly/soak.env, then, as root:
#   systemctl enable ${quoted(repository, "/nightly/slo-nightly-resume.service")}
#   systemctl link ${quoted(repository, "/nightly/slo-nightly.service")}
#   systemctl enable --now ${quoted(repository, "/nightly/slo-nightly.timer")}
# Its result: systemctl status slo-nightly, and all it said: journalctl -u slo-nightly. The unit has failed on any exit code but 0 and 130:
${exitNotes()}[Unit]
Description=Nightly soak (slo, profile ${night.scenario})
Wants=network-online.target
After=network-online.target
# slo killed (out of memory, say): what is left of the night goes on. Where it was finished, nothing happens.
OnFailure=slo-nightly-resume.service

[Service]
Type=oneshot
${surroundings(night.machine)}ExecStart=${quoted(repository, "/node_modules/.bin/slo")} ${soak}
${stopping}`,
    },
    {
      path: "nightly/slo-nightly-resume.service",
      content: `# Goes on with a night that a reboot or a crash cut short: in the same record, the missed time a gap in it.
# Installed with slo-nightly.service, whose head has the exit codes.
[Unit]
Description=Rest of the nightly soak after a reboot or a crash (slo, profile ${night.scenario})
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
${surroundings(night.machine)}ExecStart=${quoted(repository, "/nightly/resume.sh")}
${stopping}
[Install]
WantedBy=multi-user.target
`,
    },
  ];
}

function surroundings(machine: Machine): string {
  const { repository, user } = machine;
  return `# As on the machine where \`slo init --nightly\` ran: run it on the machine of the soak, or change these.
User=${user}
WorkingDirectory=${repository}
EnvironmentFile=${repository}/nightly/soak.env
Environment=${quoted(`PATH=${pathOf(machine)}`, "")}
`;
}

/** Quoted where there is a blank in it, as unit files and shells both read it. */
function quoted(path: string, end: string): string {
  return path.includes(" ") ? `"${path}${end}"` : `${path}${end}`;
}
