import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Summary } from "../../src/report/index.ts";
import { onlyRun, ROOT, readSummary, type Said, slo } from "./slo.ts";

/** One run of the real CLI against the embedded oracle with scripted faults. */
export interface KnownRun {
  readonly name: string;
  /** A scenario of test/system/fixtures/scenarios. */
  readonly scenario: string;
  readonly promises: readonly string[];
  readonly faults?: readonly string[];
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Known {
  readonly said: Said;
  readonly dir: string;
  readonly summary: Summary;
}

/** Runs it below `folder` (a subfolder of its own) and reads the summary that it wrote. */
export async function runKnown(folder: string, run: KnownRun): Promise<Known> {
  const own = join(folder, run.name.replace(/\W+/g, "-"));
  const thresholds = join(folder, `${run.name.replace(/\W+/g, "-")}.yaml`);
  writeFileSync(
    thresholds,
    `version: 1\nprofiles:\n  ${run.scenario}:\n${run.promises.map((promise) => `    - ${promise}\n`).join("")}`,
  );
  const said = await slo(
    [
      "run",
      ...["--profile", join(ROOT, "test/system/fixtures/scenarios", `${run.scenario}.ts`)],
      ...["--thresholds", thresholds, "--out", own, "--warm-up", "2s"],
      ...(run.faults ?? []).flatMap((fault) => ["--fault", fault]),
      ...run.args,
    ],
    run.env === undefined ? {} : { env: run.env },
  );
  if (said.code === null || said.code > 4)
    throw new Error(`${run.name}: exit ${said.code}\n${said.stderr}${said.stdout}`);
  const dir = onlyRun(own);
  return { said, dir, summary: readSummary(dir) };
}
