import { expect, test } from "vitest";
import { readSeries } from "../../../src/bundle/series.ts";

const read = (text: string): unknown => {
  const series = readSeries(text);
  return series === null ? null : [series.name, Object.fromEntries(series.labels)];
};

test.each<[string, unknown]>([
  ["up", ["up", {}]],
  [" node:load_1m ", ["node:load_1m", {}]],
  ["up{}", ["up", {}]],
  ['jobs{state="waiting"}', ["jobs", { state: "waiting" }]],
  ['jobs { state = "waiting" , queue="mail", }', ["jobs", { state: "waiting", queue: "mail" }]],
  [String.raw`jobs{path="C:\\x",say="\"hi\"\n"}`, ["jobs", { path: "C:\\x", say: '"hi"\n' }]],
  ['jobs{state="}{,="}', ["jobs", { state: "}{,=" }]],
])("%s names a series", (text, series) => {
  expect(read(text)).toEqual(series);
});

test.each([
  "",
  "2nd",
  "a-b",
  "a b",
  "jobs{state=waiting}",
  'jobs{state="a"',
  'jobs{state="a"} 1',
  'jobs{state!="a"}',
  'jobs{state=~"a.*"}',
  'jobs{state="a" queue="b"}',
  'jobs{state="a",state="b"}',
  String.raw`jobs{state="\d"}`,
])("%s names none", (text) => {
  expect(readSeries(text)).toBeNull();
});
