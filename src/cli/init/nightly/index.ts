import type { Template } from "../write-files.ts";
import { crontab } from "./cron.ts";
import { githubWorkflow } from "./github.ts";
import { kubernetesFiles } from "./kubernetes.ts";
import type { Night } from "./night.ts";
import { resumeScript } from "./resume.ts";
import { SETTINGS } from "./settings.ts";
import { systemdUnits } from "./systemd.ts";

export type { Machine, Night } from "./night.ts";
export { NIGHT_HOURS } from "./night.ts";

/** What `slo init --nightly` writes for whoever runs the nights, in the order in which it is listed. */
export function nightlyTemplates(night: Night): readonly Template[] {
  return [
    githubWorkflow(night),
    SETTINGS,
    ...systemdUnits(night),
    resumeScript(night),
    crontab(night),
    ...kubernetesFiles(night),
  ];
}
