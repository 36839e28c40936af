import { expect, test } from "vitest";
import { readCsv } from "../../../src/bundle/csv.ts";

test("a row becomes an object keyed by the header, its values text", () => {
  expect(readCsv("id,name\n1,Ada\n2,\n")).toEqual([
    { id: "1", name: "Ada" },
    { id: "2", name: "" },
  ]);
});

test("quoted fields hold commas, line breaks and doubled quotes", () => {
  expect(readCsv('a,b\r\n"x,1","say ""hi""\r\ntwice"\r\n"",y')).toEqual([
    { a: "x,1", b: 'say "hi"\r\ntwice' },
    { a: "", b: "y" },
  ]);
});

test("blank lines, a byte order mark and a missing last line break do not matter", () => {
  expect(readCsv("\uFEFFa\n\nx\r\n\n y ")).toEqual([{ a: "x" }, { a: " y " }]);
  expect(readCsv("a,b\n1,")).toEqual([{ a: "1", b: "" }]);
  expect(readCsv("a,b\n")).toEqual([]);
  expect(readCsv('a\n""\n')).toEqual([{ a: "" }]);
});

test.each([
  ["", "line 1: expected a header line, got an empty file"],
  ["a,a\n1,2", 'line 1: the header names "a" twice'],
  // The quoted field of the first row spans lines 2 and 3, so the short row stands on line 4.
  ['a,b\n"1\n",2\n3', "line 4: expected 2 fields as in the header, got 1"],
  ['a\n1\n"x', "line 3: a quote that is not closed or not doubled, or a carriage return alone"],
  ['a\nx"y', "line 2: a quote that is not closed or not doubled, or a carriage return alone"],
])("%j is refused", (text, message) => {
  expect(() => readCsv(text)).toThrow(message);
});
