import { expect, test } from "vitest";
import { prose } from "../../../src/report/html/prose.ts";

test("an option and its value stay on one line, and text stays text", () => {
  expect(prose("longer: --duration 30s, <b>").text).toBe(
    'longer: <span class="nowrap">--duration 30s</span>, &lt;b&gt;',
  );
  expect(prose("verify (--insecure) -- or not").text).toBe(
    'verify (<span class="nowrap">--insecure</span>) -- or not',
  );
});
