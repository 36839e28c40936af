import { expect, test } from "vitest";
import type { Cell } from "../../../src/record/index.ts";
import { trackedOf } from "../../../src/report/operations.ts";
import { syntheticRecord } from "../../support/synthetic-record.ts";

test("a flow's steps come in the order in which they were first sent", () => {
  const record = syntheticRecord({ rate: 10, seconds: 10, operations: { buy: 1 } });
  const [cell] = [...record.cells.values()].flatMap((row) => [...row.values()]);
  if (cell === undefined) throw new Error("no cell");
  const row = (...names: string[]): Map<string, Cell> => new Map(names.map((name) => [name, cell]));
  // Written late first: interval 1 before interval 0, and in each the steps seen last before the earlier ones.
  const cells = new Map([
    [1, row("buy.pay", "buy.read", "buy.create", "buy")],
    [0, row("buy.read", "buy.create", "buy")],
  ]);
  expect(trackedOf({ ...record, cells }).map(({ name }) => name)).toEqual([
    "buy",
    "buy.create",
    "buy.read",
    "buy.pay",
  ]);
});
