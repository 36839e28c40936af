import type { Template } from "../write-files.ts";

/** Target and key of the nights of this machine: for its user's eyes, and not for git. */
export const SETTINGS: Template = {
  path: "nightly/soak.env",
  mode: 0o600,
  content: `# The target of this machine's nightly soaks: read by nightly/*.service and nightly/crontab. Not for git.
# A target that is not on this machine also needs, in thresholds.yaml: allow_hosts: [its.name]
SLO_TARGET=http://127.0.0.1:3001
# Its key, where it asks for one; other secrets that the scenario reads follow, a line each.
SLO_API_KEY=
`,
};
