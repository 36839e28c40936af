import { describe, expect, test } from "vitest";
import { FORMATS, RUN_FILES } from "../../src/report/index.ts";
import { closed, empty, failing, killed, passing } from "../support/report-fixtures.ts";

const REPORTS = { passing, failing, killed, empty, closed };

test("formats have names and files of their own, and those that every run writes are among them", () => {
  expect(new Set(FORMATS.map(({ name }) => name)).size).toBe(FORMATS.length);
  expect(new Set(FORMATS.map(({ file }) => file)).size).toBe(FORMATS.length);
  const files: readonly string[] = FORMATS.map(({ file }) => file);
  expect(RUN_FILES.filter((file) => file !== "record.ndjson" && !files.includes(file))).toEqual([]);
});

describe.each(FORMATS.map((format) => [format.name, format] as const))("%s", (_name, format) => {
  test.each(Object.entries(REPORTS))("writes the same bytes for the same run: %s", async (_run, make) => {
    const first = await format.render(make());
    expect(first.length).toBeGreaterThan(500);
    expect(first.endsWith("\n")).toBe(true);
    expect((await format.render(make())) === first).toBe(true);
  });

  test("says the verdict, the run and the record's digest", async () => {
    const report = failing();
    const text = await format.render(report);
    for (const part of [/"verdict": "fail"|>\s*Fail\s*</, report.summary.run_id, report.record.digest])
      expect(text).toMatch(part);
  });

  test("carries no control character of the target", async () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them
    expect(await format.render(failing())).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  });
});
