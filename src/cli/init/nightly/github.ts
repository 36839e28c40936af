import type { Template } from "../write-files.ts";
import { exitNotes } from "./exit-notes.ts";
import { type Night, soakArguments } from "./night.ts";

/** A scheduled workflow. A hosted runner ends a job after 6 hours, so the soak is one of 5. */
export function githubWorkflow(night: Night): Template {
  const soak = soakArguments(night, { hours: '"$DURATION"', target: '"$SLO_TARGET"' }).join(" ");
  return {
    path: ".github/workflows/slo-nightly.yml",
    content: `# A soak every night. To set up, under Settings > Secrets and variables > Actions:
#   variable SLO_TARGET   the service's URL, which the runner must reach; permit its host once in thresholds.yaml,
#                         with a line of its own: allow_hosts: [memory.staging.example]
#   secret SLO_API_KEY    its key, where it asks for one (other secrets of the scenario: add them to env below)
# It runs on the default branch. A run that ends with the runner cannot be resumed: its record says incomplete.
#
# The job is as red as the exit code of slo:
${exitNotes()}name: slo-nightly
on:
  schedule:
    - cron: "17 22 * * *" # UTC; full hours are the busiest, and runs are late then
  workflow_dispatch:
    inputs:
      duration:
        description: steady time of the soak
        default: 5h
permissions:
  contents: read
# Two soaks at once would be load on each other's target; a second one waits.
concurrency:
  group: slo-nightly
  cancel-in-progress: false
jobs:
  soak:
    runs-on: ubuntu-latest
    timeout-minutes: 355
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
          cache: npm
      - run: npm ci
      - name: Soak
        env:
          SLO_TARGET: \${{ vars.SLO_TARGET }}
          SLO_API_KEY: \${{ secrets.SLO_API_KEY }}
          DURATION: \${{ inputs.duration || '5h' }}
          CI_LINK: \${{ github.server_url }}/\${{ github.repository }}/actions/runs/\${{ github.run_id }}
        # bash as named here also fails when slo fails, not only when tee does.
        shell: bash
        run: |
          echo '\`\`\`' >> "$GITHUB_STEP_SUMMARY"
          npx slo ${soak} --label "ci=$CI_LINK" | tee -a "$GITHUB_STEP_SUMMARY"
      - name: Keep the run's folder
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: slo-nightly-\${{ github.run_id }}-\${{ github.run_attempt }}
          path: reports/
          retention-days: 90
`,
  };
}
