import Ajv2020 from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { renderConsole, renderHtml, summaryJsonSchema } from "../../src/report/index.ts";
import { failing, killed, passing } from "../support/report-fixtures.ts";

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

test("the JSON Schema of summary.json is the published one", async () => {
  await expect(json(summaryJsonSchema())).toMatchFileSnapshot("summary.schema.json");
});

test("every summary is valid by the JSON Schema, and one that lacks its verdict is not", () => {
  const validate = new Ajv2020.default({ strict: false }).compile(summaryJsonSchema());
  for (const make of [passing, failing, killed]) {
    expect(validate(JSON.parse(json(make().summary))), json(validate.errors)).toBe(true);
  }
  const { verdict: _verdict, ...without } = passing().summary;
  expect(validate(without)).toBe(false);
  expect(validate({ ...passing().summary, verdict: "ok" })).toBe(false);
});

test.each([
  ["pass", passing],
  ["fail", failing],
  ["incomplete", killed],
] as const)("summary.json of a run that ends in %s", async (name, make) => {
  await expect(json(make().summary)).toMatchFileSnapshot(`report/summary.${name}.golden.json`);
});

test.each([
  ["pass", passing],
  ["fail", failing],
  ["incomplete", killed],
] as const)("console of a run that ends in %s", async (name, make) => {
  const { record, verdict, summary } = make();
  const text = renderConsole(record, verdict, summary, { color: false, width: 80, folder: "reports/a-run" });
  await expect(text).toMatchFileSnapshot(`report/console.${name}.golden.txt`);
});

test("report.html of a pass, its charts left out", async () => {
  const { record, verdict, summary } = passing();
  const html = await renderHtml(record, verdict, summary);
  expect(Buffer.byteLength(html)).toBeLessThan(600_000);
  const page = html.replace(/(<svg class="(?:wide|narrow)"[^>]*>).*?<\/svg>/gs, "$1</svg>");
  await expect(page).toMatchFileSnapshot("report/page.pass.golden.html");
});

test("one chart of report.html, to the last point", async () => {
  const { record, verdict, summary } = killed();
  const html = await renderHtml(record, verdict, summary);
  const [svg] = /<svg class="narrow".*?<\/svg>/s.exec(html) ?? [];
  await expect(`${svg?.replaceAll("><", ">\n<")}\n`).toMatchFileSnapshot("report/chart.golden.svg");
});
