import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { SloError } from "../../../src/shared/index.ts";

/** A folder of its own with these files (path -> text), removed when the test is done. */
export async function workspace(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), "slo-bundle-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
  return cwd;
}

/** A scenario file whose only request builder has this body. */
export function building(body: string, before = ""): string {
  return `import { defineScenario } from "slo-harness";
${before}
export default defineScenario({
  name: "a", expected: { rate: 1, source: "test" }, timeout: "1s",
  operations: { get: { request: (context) => { ${body} } } },
});
`;
}

/** What a call refuses with, as one text: message, then a line an issue. */
export async function refusal(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof SloError)) throw error;
    return [
      `${error.code}: ${error.message}`,
      ...error.issues.map(({ where, message }) => `${where}: ${message}`),
    ].join("\n");
  }
  return "not refused";
}
