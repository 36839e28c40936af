import { expect, test } from "vitest";
import {
  boundsText,
  figureText,
  marginOf,
  marginText,
  observedFigure,
  percentNumber,
  shortNumber,
} from "../../../src/report/amounts.ts";
import { finding, promise } from "../../support/report-fixtures.ts";

test("numbers are read with four significant digits and never an exponent", () => {
  const read = [0, 0.0000012345, 0.012345, 1.23456, 12.3456, 123.456, 1310.719, 5_000_000].map((n) =>
    shortNumber(n),
  );
  expect(read).toEqual(["0", "0.000001234", "0.01235", "1.235", "12.35", "123.5", "1311", "5000000"]);
});

test("a figure carries its unit, and words say what no number can", () => {
  expect(figureText(0.002, "ratio")).toBe("0.2 %");
  expect(figureText(">5000", "ms")).toBe("> 5000 ms");
  expect(figureText(">=612.3", "ms")).toBe("\u2265 612.3 ms");
  expect(figureText("none", "ms")).toBe("none");
  expect(figureText(99.8, "per_s")).toBe("99.8/s");
  expect(figureText(1_234_000_000, "bytes")).toBe("1.234 GB");
  expect(figureText(-41_810_000, "bytes_per_h")).toBe("-41.81 MB/h");
  expect(figureText(0.07383, "ratio_per_h")).toBe("7.383 %/h");
  expect(figureText(0.25, "s_per_h")).toBe("0.25 s/h");
  expect(figureText(14.4, "burn")).toBe("14.4 times");
});

test("observed values come out in the promise's unit", () => {
  expect(observedFigure(500_223, "ms")).toBe(500.223);
  expect(observedFigure({ beyond: 5_000_000 }, "ms")).toBe(">5000");
  expect(observedFigure(4_200_000, "s")).toBe(4.2);
  expect(observedFigure(250_000, "s_per_h")).toBe(0.25);
  expect(observedFigure(1_234_000_000, "bytes")).toBe(1_234_000_000);
  expect(observedFigure(null, "ratio")).toBe("none");
  expect(observedFigure(Number.POSITIVE_INFINITY, "ms")).toBe("none");
});

test("a bound that the sample is too small for reads as a question", () => {
  expect(boundsText([1270, "none"], "ms")).toBe("1270 to ?");
  expect(boundsText(["none", "none"], "ratio")).toBe("? to ?");
  expect(boundsText(null, "ms")).toBe("");
});

test("bounds of a slope leave its unit to the figure beside them, but for memory, which has several", () => {
  expect(boundsText([-0.00003078, 0.00003078], "points_per_h")).toBe("-0.003078 to 0.003078");
  expect(boundsText([0.05195, 0.05302], "ratio_per_h")).toBe("5.195 to 5.302");
  expect(boundsText([24.98e6, 25.1e6], "bytes_per_h")).toBe("24.98 to 25.1 MB/h");
});

test("bounds carry their unit where it is not plain milliseconds", () => {
  expect(boundsText([235.007, 258.047], "ms")).toBe("235 to 258");
  expect(boundsText([0, 0.008596], "ratio")).toBe("0 to 0.86 %");
  expect(boundsText([3, ">20"], "s")).toBe("3 to > 20 s");
  // Both in the scale of the larger.
  expect(boundsText([-900_000, 2_500_000], "bytes_per_h")).toBe("-0.9 to 2.5 MB/h");
});

test("percentages have three digits, and from 90 % on two of what is missing", () => {
  const read = [0, 0.000123456, 0.008596, 0.11719, 0.9178, 0.99964, 0.9999951, 1].map(percentNumber);
  // missing of the last ones: 8.22 %, 0.036 %, 0.00049 %, nothing
  expect(read).toEqual(["0", "0.0123", "0.86", "11.7", "91.8", "99.964", "99.99951", "100"]);
});

test("margin is the share of the allowance left, overdrawn below 0", () => {
  const margin = (that: string, observed: number): number | null =>
    marginOf(finding(promise(that), "held", { observed }));
  // (1200 - 300) / 1200
  expect(margin("recall.p95 <= 1200ms", 300_000)).toBe(0.75);
  // (1200 - 1310) / 1200 = -0.091666...
  expect(margin("recall.p95 <= 1200ms", 1_310_000)).toBe(-0.09167);
  // of the 1 % that may be lost 0.25 % is lost: (0.9975 - 0.99) / 0.01
  expect(margin("recall.delivered >= 99%", 0.9975)).toBe(0.75);
  // a budget is held against the burn rate of a pair of windows: (6 - 3) / 6, not (14.4 - 3) / 14.4
  const budget = promise("recall.good >= 99% over 30d", { unit: "burn", comparison: "<=", limit: 14.4 });
  expect(marginOf({ ...finding(budget, "held", { observed: 3 }), limit: 6 })).toBe(0.5);
  // nothing is allowed, so there is no share of it
  expect(margin("recall.error_rate <= 0%", 0)).toBeNull();
  expect(marginText(-0.09167)).toBe("9.17 % over");
  expect(marginText(0.75)).toBe("75 % left");
  expect(marginText("none")).toBe("");
});
