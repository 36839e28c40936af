import { expect, test } from "vitest";
import { formatBounds, formatLimit, formatObserved, formatTime } from "../../../src/objective/index.ts";

test.each([
  ["ms", 1_310_719, "1311 ms"],
  ["ms", 59_871, "59.87 ms"],
  ["ms", 512, "0.512 ms"],
  ["ms", { beyond: 5_000_000 }, "> 5000 ms"],
  ["ms", null, "none"],
  ["ratio", 0.0208, "2.08 %"],
  ["per_s", 99.8, "99.8/s"],
  ["count", 12, "12"],
  ["s", 14_000_000, "14 s"],
  ["s", { beyond: 20_000_000 }, "> 20 s"],
] as const)("an observed %s of %o reads %s", (unit, observed, text) => {
  expect(formatObserved({ unit }, observed)).toBe(text);
});

test("bounds read lower to upper, with their unit once", () => {
  expect(formatBounds({ unit: "ms" }, [1_270_000, 1_350_000])).toBe("1270 to 1350 ms");
  expect(formatBounds({ unit: "ratio" }, [0.01, 0.025])).toBe("1 to 2.5 %");
  expect(formatBounds({ unit: "per_s" }, [1, 2])).toBe("1 to 2/s");
  expect(formatBounds({ unit: "ms" }, [1_270_000, { beyond: 5_000_000 }])).toBe("1270 to > 5000 ms");
  expect(formatBounds({ unit: "ms" }, [1_270_000, { beyond: 5_000_000 }], "bare")).toBe("1270 to > 5000");
  expect(formatBounds({ unit: "ms" }, [12_000, null])).toBe("12 ms to unknown");
  expect(formatBounds({ unit: "count" }, null)).toBe("");
});

test("a limit reads with its unit", () => {
  expect(formatLimit({ limit: 1_200_000, unit: "ms" })).toBe("1200 ms");
  expect(formatLimit({ limit: 0.02, unit: "ratio" })).toBe("2 %");
  expect(formatLimit({ limit: 15_000_000, unit: "s" })).toBe("15 s");
});

test.each([
  [6_667_000, "6.67 s"],
  [250_000, "250 ms"],
  [1_500, "1.5 ms"],
  [0, "0 s"],
  [90_000_000, "90 s"],
  // 300 s are 5 min, 6000 s 1 h 40 min
  [300_000_000, "5 min"],
  [6_000_000_000, "100 min"],
  [28_800_000_000, "8 h"],
])("a time of %i us reads %s", (us, text) => {
  expect(formatTime(us)).toBe(text);
});
