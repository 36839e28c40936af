import { expect, test } from "vitest";
import { createExamples } from "../../../src/engine/native/examples.ts";
import type { NoticeLine } from "../../../src/record/index.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function collect(secrets: Iterable<string> = []) {
  const lines: NoticeLine[] = [];
  return { examples: createExamples(secrets, (line) => lines.push(line)), lines };
}

test("only the first example of each operation and reason is kept", () => {
  const { examples, lines } = collect();
  examples.bad("recall", "503", 503, [bytes("one")], 10.4);
  examples.bad("recall", "503", 503, [bytes("two")], 20);
  examples.bad("recall", "check", 200, [bytes("three")], 30);
  examples.failed("write", "reset", "other side closed", 40);
  expect(lines.map(({ at_us, notice }) => ({ at_us, ...notice }))).toEqual([
    { at_us: 10, kind: "example", operation: "recall", what: "503", excerpt: "HTTP 503: one" },
    { at_us: 30, kind: "example", operation: "recall", what: "check", excerpt: "HTTP 200: three" },
    { at_us: 40, kind: "example", operation: "write", what: "reset", excerpt: "other side closed" },
  ]);
});

test("an excerpt has 300 characters", () => {
  const { examples, lines } = collect();
  examples.bad("recall", "500", 500, [bytes("x".repeat(100_000))], 0);
  expect(lines[0]?.notice).toHaveProperty("excerpt", `HTTP 500: ${"x".repeat(290)}`);
});

test("a secret that lies across the cut is taken out whole", () => {
  const { examples, lines } = collect(["hunter2-hunter2"]);
  // "HTTP 500: " and 285 letters: the secret covers characters 295 to 310.
  examples.bad("recall", "500", 500, [bytes(`${"x".repeat(285)}hunter2-hunter2`)], 0);
  expect(JSON.stringify(lines)).not.toContain("hunter");
});

test("secrets that become known later are taken out too", () => {
  const secrets = new Set<string>();
  const { examples, lines } = collect(secrets);
  secrets.add("t0p");
  examples.failed("recall", "tls", "t0p went wrong", 0);
  expect(lines[0]?.notice).toHaveProperty("excerpt", "[redacted] went wrong");
});
