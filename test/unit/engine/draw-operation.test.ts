import { expect, test } from "vitest";
import { operationDraw } from "../../../src/engine/native/draw-operation.ts";
import { shareOf } from "../../../src/engine/native/job.ts";
import { arrivalsOf, compilePlan } from "../../../src/plan/index.ts";

const operations = [
  { name: "recall", kind: "request", weight: 3, timeoutUs: 1_000_000 },
  { name: "write", kind: "request", weight: 1, timeoutUs: 1_000_000 },
] as const;

test("a closed workload's iterations draw the operations that an open one's arrivals draw", () => {
  const plan = compilePlan({
    profile: "trial",
    workload: "open",
    arrivals: "uniform",
    seed: 5,
    expected: { rate: 100, source: "a test" },
    levels: [{ x: 1, steadyUs: 10_000_000 }],
    warmUpUs: 0,
    operations,
    probes: [],
  });
  const drawn = operationDraw(operations, 5);
  const arrivals = [...arrivalsOf(plan)];
  expect(arrivals).toHaveLength(1_000);
  for (const { seq, operation } of arrivals) expect(drawn(seq).name).toBe(operation);
});

test("a number is shared out whole", () => {
  // 7 over 3: 3 + 2 + 2.
  expect([0, 1, 2].map((worker) => shareOf(7, worker, 3))).toEqual([3, 2, 2]);
});
