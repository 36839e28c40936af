import { FIRST_SCENARIO } from "./first-scenario.ts";
import type { Template } from "./write-files.ts";

const THRESHOLDS = `# The promises. Each profile is a scenario in scenarios/ with the same name.
# A promise binds at every steady level of a run (1x, 2x, ...), unless it says at which: { that: ..., at: [5x] }.
# \`npx slo plan\` tells how many samples each of them needs, and how many are planned.
version: 1
profiles:
  first:
    # Change these figures to what your service promises, and say where each comes from.
    - { that: recall.p95 <= 500ms, source: "example" }
    - { that: recall.error_rate <= 2%, source: "example" }
    - { that: health.p95 <= 250ms, source: "example" }
    # Listed in the verdict, but it does not decide.
    - { that: recall.p99 <= 1s, severity: warning, source: "example" }
`;

const DATA_MODULES = `// What imports of data files are in a scenario.
declare module "*.csv" {
  /** One object a row, keyed by the header line; all values are text. */
  const rows: readonly Readonly<Record<string, string>>[];
  export default rows;
}
declare module "*.txt" {
  const text: string;
  export default text;
}
`;

// No DOM and no Node types: the editor then marks what a scenario cannot use (fetch, process, setTimeout).
const TSCONFIG = `{
  "compilerOptions": {
    "target": "ES2022",
    "lib": ["ES2022"],
    "types": [],
    "module": "ESNext",
    "moduleResolution": "Bundler",
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true,
    "resolveJsonModule": true,
    "allowImportingTsExtensions": true
  },
  "include": ["scenarios"]
}
`;

// The verdict is the exit code; the report is kept whatever it was.
const WORKFLOW = `name: slo
on:
  workflow_dispatch:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  slo:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
          cache: npm
      - run: npm ci
      # Exit code 0: every promise held. Add --target and --target-build to test a deployment of yours.
      - name: Load test
        env:
          CI_LINK: \${{ github.server_url }}/\${{ github.repository }}/actions/runs/\${{ github.run_id }}
        run: npx slo run --profile first --x 2 --json --label "ci=$CI_LINK" > slo-summary.json
      - name: Keep the report
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: slo-reports
          path: |
            reports/
            slo-summary.json
`;

/** In the order in which they are written and listed. */
export const TEMPLATES: readonly Template[] = [
  { path: "scenarios/first.ts", content: FIRST_SCENARIO },
  { path: "scenarios/data.d.ts", content: DATA_MODULES },
  { path: "thresholds.yaml", content: THRESHOLDS },
  { path: "tsconfig.json", content: TSCONFIG },
  { path: ".github/workflows/slo.yml", content: WORKFLOW },
];

/** Lines that .gitignore gets where it lacks them. */
export const IGNORED: readonly string[] = ["node_modules/", "reports/", "slo-summary.json"];
