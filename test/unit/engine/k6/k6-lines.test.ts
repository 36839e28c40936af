import { expect, test } from "vitest";
import { readK6Line } from "../../../../src/engine/k6/k6-lines.ts";

const intervals = Array.from({ length: 10 }, (_, index) => ({
  index,
  phase: 0,
  startUs: index * 1e6,
  endUs: (index + 1) * 1e6,
}));
const extent = { intervals, workers: 1, resumedUs: 0 };
const read = (line: unknown) => readK6Line(JSON.stringify(line), extent);

test("a line of the record is handed over as it is", () => {
  const line = { kind: "interval", interval: 9, operation: "ask", counts: { planned: 1 } };
  expect(read(line)).toEqual({ kind: "record", line });
});

test("a word of the extension is itself", () => {
  for (const word of [
    { kind: "ready", vus: 5 },
    { kind: "secret", name: "KEY" },
    { kind: "fault", message: "m", stack: "s" },
    { kind: "end", ended: "complete", requests: 1, planned: 1, schedule: null },
  ]) {
    expect(read(word)).toEqual(word);
  }
});

test.each([
  ["{", "it is not JSON"],
  ["null", "expected object"],
  ['{"kind":"secret"}', "secret without name"],
  ['{"kind":"end","ended":"complete","requests":"7","planned":1}', "end without requests"],
  ['{"kind":"mystery"}', "it is of no known kind"],
  ['{"kind":"interval","interval":10,"operation":"ask","counts":{}}', "the plan has no interval 10"],
  ['{"kind":"generator","interval":0,"worker":1}', "the run had no worker 1"],
  [
    '{"kind":"interval","interval":0,"operation":"ask","counts":{},"series":{"service_time":"AAAA"}}',
    "service_time",
  ],
])("%s cannot be recorded", (text, why) => {
  const line = readK6Line(text, extent);
  expect(line.kind).toBe("unreadable");
  expect(line).toHaveProperty("why", expect.stringContaining(why));
});
