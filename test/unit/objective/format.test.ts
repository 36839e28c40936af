import { expect, test } from "vitest";
import { formatMoment } from "../../../src/objective/format.ts";
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
  ["bytes", 1_234_000_000, "1.234 GB"],
  ["bytes", 999_000, "999 kB"],
  ["bytes", 0, "0 B"],
  ["bytes_per_h", -41_810_000, "-41.81 MB/h"],
  ["ratio_per_h", 0.1, "10 %/h"],
  ["points_per_h", 0.001, "0.1 points/h"],
  ["number_per_h", 12.5, "12.5/h"],
  ["per_s_per_h", 5, "5/s per h"],
  ["s_per_h", 250_000, "0.25 s/h"],
  ["number", 10.5, "10.5"],
  ["burn", 14.4, "14.4 times"],
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
  // Memory is scaled as it comes, so the figure beside it may have another unit.
  expect(formatBounds({ unit: "bytes_per_h" }, [1_500_000, 2_500_000], "bare")).toBe("1.5 to 2.5 MB/h");
  expect(formatBounds({ unit: "bytes_per_h" }, [900_000, 1_100_000])).toBe("900 kB/h to 1.1 MB/h");
  expect(formatBounds({ unit: "ratio_per_h" }, [-0.01, 0.02], "bare")).toBe("-1 to 2");
});

test("a limit reads with its unit", () => {
  expect(formatLimit({ limit: 1_200_000, unit: "ms" })).toBe("1200 ms");
  expect(formatLimit({ limit: 0.02, unit: "ratio" })).toBe("2 %");
  expect(formatLimit({ limit: 15_000_000, unit: "s" })).toBe("15 s");
  expect(formatLimit({ limit: 20e6, unit: "bytes_per_h" })).toBe("20 MB/h");
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

test.each([
  [90_000_000, "1.5m"],
  [2_700_000_000, "45m"],
  [28_800_000_000, "8h"],
  // 22 x 3600 + 5 x 60 = 79500 s; 30 s more
  [79_500_000_000, "22h05m"],
  [79_530_000_000, "22h05m30s"],
  [86_400_000_000, "1d"],
])("a moment at %i us of a level reads %s", (us, text) => {
  expect(formatMoment(us)).toBe(text);
});
