import fc from "fast-check";
import { expect, test } from "vitest";
import { sampleOf } from "../../src/run/signals/exposition.ts";

const labelName = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/).filter((name) => name !== "set");
const labelValue = fc.string({ unit: "binary", maxLength: 12 }).filter((text) => !text.includes("\r"));
const blank = fc.constantFrom("", " ", "\t ");

/** Escapes of the format: backslash, quote and line feed. */
const spelt = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

const sample = fc.record({
  labels: fc.dictionary(labelName, labelValue, { maxKeys: 4, noNullPrototype: true }),
  value: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  blanks: fc.array(blank, { minLength: 8, maxLength: 8 }),
});

test("what a well-formed page says is what is read: each label set alone, and their sum", () => {
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 6 }), fc.boolean(), (samples, feed) => {
      const lines = samples.map(({ labels, value, blanks: [a, b, c, d, e] }, i) => {
        const list = [["set", String(i)] as const, ...Object.entries(labels)].map(
          ([name, text]) => `${a}${name}${b}=${c}"${spelt(text)}"${d}`,
        );
        return `up${e}{${list.join(",")}} ${value}`;
      });
      const text = `# TYPE up histogram\nother 1\n${lines.join("\n")}${feed ? "\n" : ""}`;
      samples.forEach(({ labels, value }, i) => {
        const wanted = new Map(Object.entries({ ...labels, set: String(i) }));
        expect(sampleOf(text, { name: "up", labels: wanted })).toEqual({ kind: "value", value });
      });
      const sum = samples.reduce((total, { value }) => total + value, 0);
      expect(sampleOf(text, { name: "up", labels: new Map() }, "sum")).toEqual({ kind: "value", value: sum });
    }),
  );
});

test("no page whatever is thrown at, and what has no finite value is unmeasured", () => {
  const piece = fc.constantFrom(
    "up",
    "{",
    "}",
    '"',
    "\\",
    ",",
    "=",
    " ",
    "\n",
    "# TYPE ",
    "1",
    "NaN",
    "-",
    "e",
    "__proto__",
    "le",
  );
  const page = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(piece, { maxLength: 60 }).map((pieces) => `up${pieces.join("")}`),
  );
  fc.assert(
    fc.property(page, fc.constantFrom("sum" as const, "max" as const, undefined), (text, over) => {
      const found = sampleOf(text, { name: "up", labels: new Map() }, over);
      if (found.kind === "value") expect(Number.isFinite(found.value)).toBe(true);
      else expect(found.why).not.toBe("");
    }),
    { numRuns: 2_000 },
  );
});
