import { expect, test } from "vitest";
import { CROSSCHECK_FORMATS, crosscheckConsole, crosscheckExitCode } from "../../src/report/index.ts";
import { agreeing, closedCheck, disagreeing, unsound } from "../support/crosscheck-fixtures.ts";

const CASES = [
  ["agree", agreeing, 0],
  ["disagree", disagreeing, 1],
  ["unsound", unsound, 3],
  ["closed", closedCheck, 0],
] as const;

const render = async (file: string, make: (typeof CASES)[number][1]): Promise<string> => {
  const format = CROSSCHECK_FORMATS.find((candidate) => candidate.file === file);
  if (format === undefined) throw new Error(file);
  return format.render(make());
};

test.each(CASES)("crosscheck.json: %s", async (name, make, code) => {
  await expect(await render("crosscheck.json", make)).toMatchFileSnapshot(`crosscheck/${name}.golden.json`);
  expect(crosscheckExitCode(make().result.state)).toBe(code);
});

test.each(CASES)("console: %s", async (name, make) => {
  const style = { color: false, width: 100, folder: "reports/a-crosscheck", files: ["crosscheck.json"] };
  await expect(crosscheckConsole(make(), style)).toMatchFileSnapshot(`crosscheck/${name}.golden.txt`);
});

test("crosscheck.html, its charts left out", async () => {
  const html = await render("crosscheck.html", disagreeing);
  expect(html).not.toMatch(/<script|href="(?!\d)|src=/);
  const page = html
    .replace(/(<svg class="(?:wide|narrow)"[^>]*>).*?<\/svg>/gs, "$1</svg>")
    .replace(/<style>.*?<\/style>/s, "<style></style>");
  await expect(page).toMatchFileSnapshot("crosscheck/page.disagree.golden.html");
});

test("every page of a crosscheck has a chart of both engines for each operation, and the same bytes each time", async () => {
  for (const [, make] of CASES) {
    const html = await render("crosscheck.html", make);
    const { operations } = make().result.levels[0] ?? { operations: [] };
    expect(html.match(/<figure id="chart-engines-0-\d"/g)).toHaveLength(operations.length);
    expect((await render("crosscheck.html", make)) === html).toBe(true);
  }
});
