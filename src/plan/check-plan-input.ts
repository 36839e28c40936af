import { type Issue, SloError } from "../shared/index.ts";
import type { PlanInput } from "./compile-plan.ts";

/** Beyond it the microseconds of a plan are no longer exact integers in every sum made of them. */
const LONGEST_US = 2 ** 50;

/** Throws SloError `bad_plan` with every problem at once; a plan made from what passes is finite and has no empty drain. */
export function checkPlanInput(input: PlanInput): void {
  const issues: Issue[] = [];
  const claim = (holds: boolean, where: string, message: string): void => {
    if (!holds) issues.push({ where, message });
  };
  const { rate, users } = input.expected;
  if (input.workload === "open") {
    claim(isPositive(rate), "expected.rate", `${rate} is not a number of arrivals/s above 0`);
  } else {
    claim(
      isPositive(users) && Number.isInteger(users),
      "expected.users",
      `${users} is not a whole number of users above 0`,
    );
  }
  claim(Number.isSafeInteger(input.seed), "seed", `${input.seed} is not a whole number`);

  claim(input.levels.length > 0, "levels", "a plan needs at least one level");
  for (const [i, { x, steadyUs }] of input.levels.entries()) {
    claim(isPositive(x), `levels[${i}].x`, `${x} is not a multiplier above 0`);
    claim(
      isLength(steadyUs) && steadyUs > 0,
      `levels[${i}].steadyUs`,
      `${steadyUs} us is not a duration above 0`,
    );
  }
  for (const where of ["warmUpUs", "rampUs", "recoveryUs"] as const) {
    const us = input[where];
    claim(us === undefined || isLength(us), where, `${us} us is not a duration`);
  }

  claim(
    input.operations.length > 0,
    "operations",
    "a plan needs at least one operation with a weight above 0",
  );
  for (const { name, weight, timeoutUs } of input.operations) {
    claim(isPositive(weight), `operations.${name}.weight`, `${weight} is not a number above 0`);
    claim(
      isLength(timeoutUs) && timeoutUs > 0,
      `operations.${name}.timeout`,
      `${timeoutUs} us is not a duration above 0`,
    );
  }
  for (const { name, ratePerSec, timeoutUs } of input.probes) {
    claim(
      isPositive(ratePerSec),
      `probes.${name}.rate`,
      `${ratePerSec} is not a number of requests/s above 0`,
    );
    claim(
      isLength(timeoutUs) && timeoutUs > 0,
      `probes.${name}.timeout`,
      `${timeoutUs} us is not a duration above 0`,
    );
    claim(
      name !== "load",
      `probes.${name}`,
      '"load" names the stream of the operations: call the probe something else',
    );
  }
  const names = [...input.operations, ...input.probes].map(({ name }) => name);
  for (const name of new Set(names.filter((name, i) => names.indexOf(name) !== i))) {
    issues.push({ where: name, message: "this name stands for two operations or probes: give each its own" });
  }

  if (issues.length === 0) return;
  const list = issues.map(({ where, message }) => `${where}: ${message}`).join("; ");
  throw new SloError("bad_plan", `this load cannot be planned: ${list}`, { issues });
}

function isPositive(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

function isLength(us: number): boolean {
  return Number.isInteger(us) && us >= 0 && us <= LONGEST_US;
}
