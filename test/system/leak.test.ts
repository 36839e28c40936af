import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Summary } from "../../src/report/index.ts";
import { onlyRun, readSummary, type Said, slo, temporaryFolder } from "../support/slo.ts";

// The known answer for a leak: the embedded service retains memory at a scripted rate, and the growth promise must find
// that rate in its resident memory. Beside it the same service without the leak, which must pass.
const folder = temporaryFolder();
afterAll(folder.remove);
const linux = process.platform === "linux";

interface Case {
  readonly name: string;
  readonly duration: string;
  readonly promise: string;
  readonly fault: string;
  readonly scriptedPerHour: number;
}

/**
 * In the first minutes a Node process grows by itself (compiled code, the heap's semi-spaces): in the first minute by up to
 * 400 MB/h, later by less than 100. So the short case scripts a leak of 18 GB/h, of which that is 2 %; the full one runs
 * long enough for 3.6 GB/h. Tolerance of both: 10 %.
 */
const SHORT: Case = {
  name: "short",
  // A twentieth of 20 min, and 60 values (40 are needed).
  duration: "60s",
  promise: "target.rss.growth <= 3GB per 20m",
  fault: "leak=300MB/m",
  // 300 MB/min x 60.
  scriptedPerHour: 18e9,
};
const FULL: Case = {
  name: "full",
  duration: "3m",
  promise: "target.rss.growth <= 1800MB per 1h",
  fault: "leak=60MB/m",
  // 60 MB/min x 60: twice the limit.
  scriptedPerHour: 3.6e9,
};

function run({ name, duration, promise }: Case, which: string, ...more: readonly string[]): Promise<Said> {
  const cwd = join(folder.path, name);
  mkdirSync(cwd, { recursive: true });
  const thresholds = join(cwd, `${which}.yaml`);
  writeFileSync(
    thresholds,
    `version: 1\nprofiles:\n  recall:\n    - recall.error_rate <= 50%\n    - ${promise}\n`,
  );
  return slo([
    ...["run", "-p", "recall", "--rate", "20", "--duration", duration, "--thresholds", thresholds],
    ...["--out", join(cwd, which), "--quiet", ...more],
  ]);
}

/** Its verdict and exit code; where a busy machine made the generator unsound and slo says so, the verdict it would have had. */
function endOf({ verdict, exit_code, validity, objectives }: Summary): readonly [string, number] {
  const excused = verdict === "invalid" && validity.some(({ holds }) => holds === false);
  const found = objectives.some(({ state }) => state === "broken") ? "fail" : "pass";
  return [excused ? found : verdict, exit_code];
}

async function findsTheLeak(one: Case): Promise<void> {
  const [leaking, sound] = await Promise.all([run(one, "leaking", "--fault", one.fault), run(one, "sound")]);
  const growthOf = (which: string) => {
    const summary = readSummary(onlyRun(join(folder.path, one.name, which)));
    return { summary, growth: summary.objectives.find(({ that }) => that === one.promise) };
  };
  const leak = growthOf("leaking");
  expect([leak.growth?.state, leak.growth?.unit], leaking.stdout).toEqual(["broken", "bytes_per_h"]);
  expect(Number(leak.growth?.observed)).toBeGreaterThan(one.scriptedPerHour * 0.9);
  expect(Number(leak.growth?.observed)).toBeLessThan(one.scriptedPerHour * 1.1);
  expect(endOf(leak.summary), leaking.stdout).toEqual(["fail", leaking.code]);
  const none = growthOf("sound");
  expect(none.growth?.state, sound.stdout).toBe("held");
  expect(endOf(none.summary), sound.stdout).toEqual(["pass", sound.code]);
}

describe.runIf(linux)("the scripted leak", () => {
  test("is found within 10 % of its rate in 60 s, and its absence passes", () => findsTheLeak(SHORT));

  // 3 min and 20 s of real time: with the matrix of known answers, not in each run of the tests.
  if (process.env.SLO_MATRIX === "1") {
    test(
      "is found within 10 % of its rate in 3 minutes, and its absence passes",
      () => findsTheLeak(FULL),
      300_000,
    );
  }
});
