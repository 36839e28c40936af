import { afterAll, describe, expect, test } from "vitest";
import { ENGINES } from "../../src/engine/index.ts";
import { lackingFor } from "../support/engine-needs.ts";
import { stageFor } from "../support/known-answers.ts";
import { CLOSED_ANSWERS } from "../support/known-answers-closed.ts";
import { OPEN_ANSWERS } from "../support/known-answers-open.ts";
import { temporaryFolder } from "../support/slo.ts";

const folder = temporaryFolder();
afterAll(folder.remove);

const MATRIX = process.env.SLO_MATRIX === "1";
const here = await Promise.all(
  ENGINES.map(async (engine, index) => ({
    engine: engine.name,
    abilities: engine.abilities,
    isDefault: index === 0,
    lacking: await lackingFor(engine),
  })),
);

for (const { engine, abilities, isDefault, lacking } of here) {
  const rows = [...OPEN_ANSWERS, ...CLOSED_ANSWERS].filter(({ workload, everyday, suits }) => {
    if (!abilities.workloads.includes(workload) || suits?.(engine) === false) return false;
    return MATRIX || (workload === abilities.workloads[0] && (everyday || isDefault));
  });
  const suite = `measured by ${engine}, a service`;
  if (lacking === null) {
    describe.concurrent(suite, () => {
      for (const { that, workload, holds } of rows)
        test(that, () => holds(stageFor(folder.path, { engine, abilities }, workload)));
    });
  } else if (process.env.CI === "true") {
    test(suite, () => expect.fail(lacking));
  } else {
    describe.skip(`${suite} (${lacking})`, () => test("is not run", () => {}));
  }
}

test("every workload of every engine has known answers", () => {
  for (const { abilities } of here)
    for (const workload of abilities.workloads)
      expect(
        [...OPEN_ANSWERS, ...CLOSED_ANSWERS].filter((row) => row.workload === workload && row.everyday),
      ).toHaveLength(3);
});
