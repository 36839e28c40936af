import { expect, test } from "vitest";
import { readSeries } from "../../../../src/bundle/index.ts";
import { namesIn, sampleOf } from "../../../../src/run/signals/exposition.ts";

function sample(text: string, series: string, over?: "sum" | "max"): number | string {
  const wanted = readSeries(series);
  if (wanted === null) throw new Error(series);
  const found = sampleOf(text, wanted, over);
  return found.kind === "value" ? found.value : found.why;
}

const PAGE = `# HELP jobs Jobs by state.
# TYPE jobs gauge
jobs{state="waiting",queue="mail"} 7
jobs{state="waiting",queue="sms"} 5 1395066363000
jobs{state="done", queue="mail"} 100
# HELP took How long.
# TYPE took histogram
took_bucket{op="a",le="1"} 3
took_bucket{op="a",le="+Inf"} 4
took_sum{op="a"} 2.5
took_count{op="a"} 4
took_count{op="b"} 6
plain 1.5e3
jobs_total 9`;

test.each<[string, "sum" | "max" | undefined, number | string]>([
  ['jobs{queue="sms"}', undefined, 5],
  ['jobs{state="waiting"}', "sum", 12],
  ['jobs{state="waiting"}', "max", 7],
  [
    'jobs{state="waiting"}',
    undefined,
    '2 label sets of jobs match: name more labels, or say over: "sum" or "max"',
  ],
  ['jobs{state="done"}', undefined, 100],
  ['jobs{state="lost"}', undefined, "no jobs has these labels"],
  ["job", undefined, "there is no job"],
  ["plain", undefined, 1500],
  ['took_count{op="b"}', undefined, 6],
  ['took_bucket{le="1"}', undefined, 3],
  ['took_bucket{le="+Inf"}', undefined, 4],
  ['took_sum{op="a"}', undefined, 2.5],
  // The last line, which ends without a line feed.
  ["jobs_total", undefined, 9],
])("%s over %s is %s", (series, over, expected) => {
  expect(sample(PAGE, series, over)).toBe(expected);
});

test.each<[string, string, number | string]>([
  ["an empty page", "", "there is no up"],
  ["a value left out", "up ", "a line of up cannot be read"],
  ["an empty value behind labels", 'up{a="b"} ', "a line of up cannot be read"],
  ["a name alone", "up\n", "there is no up"],
  ["a word as value", "up down", "a line of up cannot be read"],
  ["a hexadecimal number", "up 0x10", "a line of up cannot be read"],
  ["NaN", "up NaN", "up is not a finite number"],
  ["infinity", "up +Inf", "up is not a finite number"],
  ["a number too large", "up 1e999", "up is not a finite number"],
  ["a quote that is not closed", 'up{a="b} 1\n', "a line of up cannot be read"],
  ["a brace that is not closed", "up{ 1\n", "a line of up cannot be read"],
  ["a label without quotes", "up{a=b} 1", "a line of up cannot be read"],
  ["windows line ends", "up 1\r\nnext 2\r\n", 1],
  ["blanks about everything", ' \tup \t{ a = "x" , b="y" , } \t 1 \t 2 ', 1],
  ["quotes, braces and commas in a label", String.raw`up{a="} , { \" \\ \n #"} 1`, 1],
  ["a type of another metric broken", "# TYPE up\n# TYPE a b c\nup 1", 1],
  ["a broken line of another metric", 'down{a=b} x\nup 1\n{"quoted.name"} 3', 1],
  ["a comment that looks like the metric", "# up 5\n#up 6\nup 1", 1],
  ["a metric's name in another's label", 'down{by="\nup 5', 5],
  ["an exemplar behind the value", 'up 1 # {trace_id="x"} 0.6', 1],
  ["a sign and a point", "up -.5", -0.5],
  ["the end mark of OpenMetrics", "up 1\n# EOF", 1],
  ["a timestamp", "up 1 1395066363000", 1],
])("%s", (_, text, expected) => {
  expect(sample(text, "up")).toBe(expected);
});

test("one of several label sets without a value takes the sum away, not a part of it", () => {
  expect(sample('up{a="1"} 1\nup{a="2"} NaN', "up", "sum")).toBe("up is not a finite number");
  expect(sample('up{a="1"} 1\nup{a="2"} x', "up", "sum")).toBe("a line of up cannot be read");
  expect(sample('up{a="1"} 1e308\nup{a="2"} 1e308', "up", "sum")).toBe("up is not a finite number");
});

test("a page of 16 MB is read in well under a second, hostile or not", () => {
  const huge = `${'other_metric_of_some_kind{label="value"} 1\n'.repeat(380_000)}up 3\n`;
  const quotes = `up{a="${'\\"'.repeat(8_000_000)}\nup 3`;
  const lines = "up 1\n".repeat(3_000_000);
  const beforeMs = performance.now();
  expect(sample(huge, "up")).toBe(3);
  expect(sample(quotes, "up")).toBe("a line of up cannot be read");
  expect(sample(lines, "up", "sum")).toBe("up stands in more than 10000 lines");
  expect(sample(" ".repeat(16_000_000), "up")).toBe("there is no up");
  // About 100 ms here; a reading that grows with the square of the page would take minutes.
  expect(performance.now() - beforeMs).toBeLessThan(5_000);
});

test("the names of a page are listed once each, up to a number", () => {
  expect(namesIn(PAGE, 10)).toEqual(["jobs", "took_bucket", "took_sum", "took_count", "plain", "jobs_total"]);
  expect(namesIn(PAGE, 2)).toEqual(["jobs", "took_bucket"]);
});
