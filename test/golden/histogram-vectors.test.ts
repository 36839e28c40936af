import { readFileSync } from "node:fs";
import { decodeFromCompressedBase64 } from "hdr-histogram-js";
import { expect, test } from "vitest";
import { decodeTally, encodeTally } from "../../src/measure/index.ts";

interface Vector {
  readonly name: string;
  readonly base64: string;
  readonly total: number;
  readonly cells: readonly (readonly [number, number])[];
}

const text = readFileSync(new URL("histogram-vectors.json", import.meta.url), "utf8");
const { vectors } = JSON.parse(text) as { readonly vectors: readonly Vector[] };

test.each(vectors)("$name decodes to the counts that were recorded", ({ base64, total, cells }) => {
  expect(decodeTally(base64)).toEqual({
    valuesUs: cells.map(([value]) => value),
    counts: cells.map(([, count]) => count),
    total,
  });
});

test.each(vectors)(
  "$name, encoded anew, holds the same in the library's own decoder",
  ({ base64, total, cells }) => {
    const again = encodeTally(decodeTally(base64));
    const histogram = decodeFromCompressedBase64(again, 64, false);
    expect(histogram.totalCount).toBe(total);
    expect(histogram.maxValue).toBe(cells.at(-1)?.[0] ?? 0);
    expect(decodeTally(again)).toEqual(decodeTally(base64));
  },
);
