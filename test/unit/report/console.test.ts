import { expect, test } from "vitest";
import { renderConsole } from "../../../src/report/index.ts";
import { failing, killed, passing } from "../../support/report-fixtures.ts";

const shown = (
  { record, verdict, summary }: ReturnType<typeof passing>,
  color: boolean,
  width = 80,
): string => renderConsole(record, verdict, summary, { color, width, folder: "reports/a-run" });

test("the verdict comes first and every line fits 80 columns", () => {
  for (const report of [passing(), failing(), killed()]) {
    const lines = shown(report, false).split("\n");
    expect(lines[0]?.startsWith(`${report.verdict.kind.toUpperCase()}  `)).toBe(true);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
  }
});

test("a narrow or a wide terminal gets lines of 60 to 120 columns", () => {
  const longest = (width: number): number =>
    Math.max(
      ...shown(failing(), false, width)
        .split("\n")
        .map((line) => [...line].length),
    );
  expect(longest(20)).toBeGreaterThan(60 - 12);
  expect(longest(500)).toBeLessThanOrEqual(120);
});

test("without colour there is no escape, also not one from the target", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them
  expect(shown(failing(), false)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test("with colour the text is the same and the escapes are colours only", () => {
  const colored = shown(failing(), true);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out
  const bare = colored.replace(/\u001b\[\d+m/g, "");
  expect(colored).not.toBe(bare);
  expect(bare).toBe(shown(failing(), false));
});

test("the files can be named one by one", () => {
  const { record, verdict, summary } = passing();
  const style = { color: false, width: 80, folder: "reports/a-run", files: ["record.ndjson"] };
  expect(renderConsole(record, verdict, summary, style)).toContain("Files: reports/a-run/ (record.ndjson)\n");
});

test("a check of the recovery is called so, and a reason's promise has no second note", () => {
  const { record, verdict, summary } = failing();
  const [cause] = verdict.validity.filter(({ check }) => check === "longest_pause");
  const [objective] = summary.objectives.filter(({ state }) => state === "undecided");
  if (cause === undefined || objective === undefined) throw new Error("the fixture has changed");
  const at = (["steady", "recovery"] as const).map((phase) => ({ ...cause, check: "pauses", x: 1, phase }));
  const told = {
    ...summary,
    reasons: [`${objective.that} at ${objective.at}: undecided; ${objective.note}`],
  };
  const text = renderConsole(record, { ...verdict, validity: at, reasons: [] }, told, {
    color: false,
    width: 120,
  });
  expect(text).toContain("  - pauses at 1x: 182.4 ms");
  expect(text).toContain("  - pauses in the recovery: 182.4 ms");
  expect(text).not.toContain(objective.note);
});
