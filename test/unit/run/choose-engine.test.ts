import { describe, expect, test } from "vitest";
import { autocannonEngine, k6Engine, nativeEngine } from "../../../src/engine/index.ts";
import { compilePlan, type PlanInput } from "../../../src/plan/index.ts";
import { type Asked, engineNamed, refuseBeyondAbilities } from "../../../src/run/choose-engine.ts";
import { SloError } from "../../../src/shared/index.ts";

const plan = (input: Partial<PlanInput> = {}) =>
  compilePlan({
    profile: "trial",
    workload: "closed",
    arrivals: "poisson",
    seed: 1,
    expected: { rate: 10, users: 2, source: "a test" },
    levels: [{ x: 1, steadyUs: 1e6 }],
    operations: [{ name: "get", kind: "request", weight: 1, timeoutUs: 1e6 }],
    probes: [{ name: "health", ratePerSec: 1, timeoutUs: 1e6 }],
    ...input,
  });
const asked = (parts: Partial<Asked> = {}): Asked => ({
  plan: plan(),
  segment: null,
  target: null,
  insecure: false,
  workers: 1,
  ...parts,
});
const refusal = (engine: typeof nativeEngine, parts: Partial<Asked>): readonly [string, string | null] => {
  try {
    refuseBeyondAbilities(engine, asked(parts));
  } catch (error) {
    if (error instanceof SloError) return [error.message, error.hint];
    throw error;
  }
  throw new Error("it was not refused");
};
const flow = { name: "visit", kind: "flow", weight: 1, timeoutUs: 1e6 } as const;

describe("an engine", () => {
  test("that can do all that is asked is not refused", () => {
    for (const engine of [nativeEngine, k6Engine, autocannonEngine])
      expect(() => refuseBeyondAbilities(engine, asked())).not.toThrow();
  });

  test("that has users alone is refused an open plan, with the engines that run it and the workload it has", () => {
    expect(refusal(autocannonEngine, { plan: plan({ workload: "open" }) })).toEqual([
      "engine autocannon cannot run an open workload",
      "try --engine native or --engine k6 or --workload closed",
    ]);
  });

  test("without flows is refused them, and another workload would not help", () => {
    expect(refusal(autocannonEngine, { plan: plan({ operations: [flow] }) })).toEqual([
      "engine autocannon cannot run flows",
      "try --engine native or --engine k6",
    ]);
    expect(refusal(autocannonEngine, { plan: plan({ workload: "open", operations: [flow] }) })).toEqual([
      "engine autocannon cannot run an open workload",
      "try --engine native or --engine k6",
    ]);
  });

  test("that verifies no certificate is refused https, unless told not to verify", () => {
    const target = "https://127.0.0.1:8443";
    expect(refusal(autocannonEngine, { target })).toEqual([
      "engine autocannon cannot run over https: it verifies no certificate",
      "try --engine native or --engine k6 or --insecure",
    ]);
    expect(() => refuseBeyondAbilities(autocannonEngine, asked({ target, insecure: true }))).not.toThrow();
    expect(() => refuseBeyondAbilities(nativeEngine, asked({ target }))).not.toThrow();
  });

  test("is named only where it can run all of it", () => {
    // 25 days are beyond every engine's timers.
    const levels = [{ x: 1, steadyUs: 25 * 86_400 * 1e6 }];
    expect(refusal(nativeEngine, { plan: plan({ levels }) })).toEqual([
      "engine native cannot run a plan this long",
      null,
    ]);
  });

  test("that does not exist is told of by the nearest name", () => {
    expect(() => engineNamed("autocanon")).toThrow(/did you mean "autocannon"/);
  });
});
