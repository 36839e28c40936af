import { expect, test } from "vitest";
import {
  canonicalJson,
  digest,
  formatDuration,
  nearest,
  parseDuration,
  redact,
  seededRandom,
} from "../../../src/shared/index.ts";

test.each([
  ["500us", 500],
  ["1200ms", 1_200_000],
  ["1.5s", 1_500_000],
  ["5m", 300_000_000],
  ["24h", 86_400_000_000],
  ["1d", 86_400_000_000],
])("%s is %i us", (text, us) => {
  expect(parseDuration(text, "test")).toBe(us);
});

test.each(["30", "s", "-1s", "1 hour", "1e3ms", ""])("%j is no duration", (text) => {
  expect(() => parseDuration(text, "here")).toThrow(/^here: /);
});

test.each([
  [1_500_000, "1.5s"],
  [60_000_000, "1m"],
  [250_000, "250ms"],
  [0, "0s"],
  [1_234, "1234us"],
])("%i us is written %s", (us, text) => {
  expect(formatDuration(us)).toBe(text);
});

test("equal values have equal digests, whatever the order of their keys", () => {
  expect(canonicalJson({ b: [1, { d: 2, c: 3 }], a: null })).toBe('{"a":null,"b":[1,{"c":3,"d":2}]}');
  // printf 'abc' | sha256sum
  expect(digest("abc")).toBe("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("swapped letters are nearer than other letters", () => {
  expect(nearest("aks", ["all", "ask"])).toBe("ask");
  expect(nearest("recal", ["recall", "write"])).toBe("recall");
  expect(nearest("zebra", ["recall", "write"])).toBeNull();
});

test("a secret is redacted as it is, URL-encoded and in base64", () => {
  const secret = "a b/c+d?";
  const text = `x-api-key: ${secret}; ${encodeURIComponent(secret)}; ${Buffer.from(secret).toString("base64")}`;
  expect(redact(text, [secret, ""])).toBe("x-api-key: [redacted]; [redacted]; [redacted]");
});

test("a secret is redacted in JSON, and whole where another secret begins it", () => {
  expect(redact(JSON.stringify({ key: 'pa"ss' }), ['pa"ss'])).toBe('{"key":"[redacted]"}');
  expect(redact("abcdef", ["abc", "abcdef"])).toBe("[redacted]");
});

test("draws depend on seed, stream and seq alone, and lie in [0, 1)", () => {
  const draws = (seed: number, stream: string, seq: number) => {
    const random = seededRandom(seed, stream, seq);
    return Array.from({ length: 5 }, () => random.next());
  };
  expect(draws(1, "load", 7)).toEqual(draws(1, "load", 7));
  const different = [
    draws(2, "load", 7),
    draws(1, "health", 7),
    draws(1, "load", 8),
    draws(1 + 2 ** 32, "load", 7),
  ];
  for (const other of different) expect(other).not.toEqual(draws(1, "load", 7));
  for (const value of draws(1, "load", 7)) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThan(1);
  }
});

test("first draws over successive arrivals are uniform: chi-square over 20 cells of 20000 draws", () => {
  const cells = new Array<number>(20).fill(0);
  for (let seq = 0; seq < 20_000; seq++) {
    const cell = Math.floor(seededRandom(1, "load", seq).next() * 20);
    cells[cell] = (cells[cell] ?? 0) + 1;
  }
  const chi = cells.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
  // 19 degrees of freedom: 43.8 is exceeded once in a thousand
  expect(chi).toBeLessThan(43.8);
});

test("exponential draws have the mean that was asked for", () => {
  const n = 20_000;
  let sum = 0;
  for (let seq = 0; seq < n; seq++) sum += seededRandom(3, "mm1", seq).exponential(10);
  // standard error 10 / sqrt(20000) = 0.07; four of them
  expect(Math.abs(sum / n - 10)).toBeLessThan(0.28);
});

test("a uuid is of version 4", () => {
  expect(seededRandom(1, "load", 0).uuid()).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});
