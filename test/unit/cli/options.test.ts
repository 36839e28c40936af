import { expect, test } from "vitest";
import { OPTIONS } from "../../../src/cli/options.ts";
import { liveLine } from "../../../src/cli/progress.ts";
import { table } from "../../../src/cli/table.ts";
import { EXIT, EXIT_MEANINGS, exitCodeOf } from "../../../src/shared/index.ts";

test("--x reads one multiplier or a ladder", () => {
  expect(OPTIONS.x.read("2")).toEqual([2]);
  expect(OPTIONS.x.read("1,2.5,5x")).toEqual([1, 2.5, 5]);
});

test.each(["", "0", "-1", "two", "1,,2", "2,2"])("--x refuses %j", (text) => {
  expect(() => OPTIONS.x.read(text)).toThrow(/--x/);
});

test("-e gathers pairs and keeps what stands behind the first equals sign", () => {
  expect(OPTIONS.env.read("B=2=3", OPTIONS.env.read("A=1", {}))).toEqual({ A: "1", B: "2=3" });
  expect(() => OPTIONS.env.read("A", {})).toThrow(/NAME=VALUE/);
});

test("--duration needs a unit and more than nothing", () => {
  expect(OPTIONS.duration.read("30s")).toBe(30_000_000);
  expect(() => OPTIONS.duration.read("30")).toThrow(/is not a duration/);
  expect(() => OPTIONS.duration.read("0s")).toThrow(/above 0/);
});

test("--workers takes whole numbers from 1 to 64", () => {
  expect(OPTIONS.workers.read("2")).toBe(2);
  for (const text of ["0", "65", "1.5", "x"]) expect(() => OPTIONS.workers.read(text)).toThrow(/--workers/);
});

test("a table pads columns and leaves no trailing blanks", () => {
  expect(
    table(
      ["a", "long"],
      [
        ["wide", "x"],
        ["b", ""],
      ],
    ),
  ).toBe("a     long\nwide  x\nb");
});

test("the live line says phase, rates, p95, share not good and time left", () => {
  const phase = { index: 2, kind: "steady" as const, x: 2, startUs: 13e6, endUs: 43e6, from: 40, to: 40 };
  const line = liveLine({
    phase,
    phaseSeconds: 12.4,
    leftSeconds: 52.2,
    offeredPerSec: 40,
    achievedPerSec: 39.6,
    p95Ms: 12.345,
    errorRatio: 0.005,
    open: 3,
  });
  expect(line).toBe(
    "steady 2x 12/30 s  offered 40/s  achieved 40/s  p95 12.3 ms  not good 0.5 %  open 3  53 s left",
  );
});

test("every exit code is explained in help", () => {
  const explained = EXIT_MEANINGS.flatMap(([codes]) => codes.split(", ").map(Number));
  for (const code of Object.values(EXIT)) expect(explained).toContain(code);
  expect(exitCodeOf("bad_usage")).toBe(2);
  expect(exitCodeOf("unreachable")).toBe(5);
});
