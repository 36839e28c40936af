import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { EXIT_MEANINGS } from "../../src/shared/index.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const readme = read("README.md");

test("the README quotes the operating characteristics as they come out", () => {
  expect(readme).toContain(read("test/golden/operating-characteristics.md").trim());
});

test("the README quotes the drift characteristics as they come out", () => {
  expect(readme).toContain(read("test/golden/drift-characteristics.md").trim());
});

test("the README names every command and every exit code", () => {
  for (const { name } of COMMANDS) expect(readme).toContain(`\`slo ${name}`);
  for (const [codes, meaning] of EXIT_MEANINGS) expect(readme).toContain(`| ${codes} | ${meaning} |`);
});

test("every file that the README links to is there", () => {
  for (const [, path = ""] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect(() => read(path)).not.toThrow();
});
