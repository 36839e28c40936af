import { expect, test } from "vitest";
import { bytesOf, DIMENSIONS, embed, wordsOf } from "../../../src/target/embedding.ts";

function cosine(a: string, b: string): number {
  const [x, y] = [embed(a), embed(b)];
  if (x === null || y === null) throw new Error("no words");
  return x.reduce((sum, component, i) => sum + component * (y[i] ?? 0), 0);
}

test("words are runs of letters and digits, lower case, without accents", () => {
  expect(wordsOf("Café-Émile, 42 MÜLLER's!")).toEqual(["cafe", "emile", "42", "muller", "s"]);
});

test("an embedding has 64 dimensions and unit length", () => {
  const vector = embed("the quick brown fox");
  expect(vector).toHaveLength(DIMENSIONS);
  expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5);
});

test("the same text always has the same embedding, and case and accents do not matter", () => {
  expect(embed("Résumé of a session")).toEqual(embed("resume OF A SESSION"));
});

test("a text without words has no embedding", () => {
  expect(embed(" ... !?")).toBeNull();
});

test("texts that share words are nearer than texts that share none", () => {
  const near = cosine("invoices of the harbour office", "the harbour office keeps invoices");
  const far = cosine("invoices of the harbour office", "seven green llamas sang yesterday");
  expect(near).toBeGreaterThan(0.7);
  expect(far).toBeLessThan(0.4);
});

test("a misspelt word stays nearer than another word", () => {
  expect(cosine("barometer", "barometre")).toBeGreaterThan(cosine("barometer", "umbrella"));
});

test("a vector is stored as little-endian 32-bit floats", () => {
  // 1 is 0x3f800000, -2 is 0xc0000000.
  expect([...bytesOf(Float32Array.of(1, -2))]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
});
