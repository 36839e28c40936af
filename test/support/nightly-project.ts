import { type ExecFileException, execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, slo } from "./slo.ts";

/** A project as a user has it: the package installed, `slo init --nightly` run, nightly/soak.env naming the target. */
export async function nightlyProject(cwd: string, targetUrl: string): Promise<string> {
  mkdirSync(join(cwd, "node_modules/.bin"), { recursive: true });
  symlinkSync(join(ROOT, "dist/cli.js"), join(cwd, "node_modules/.bin/slo"));
  const said = await slo(["init", "--nightly"], { cwd });
  if (said.code !== 0) throw new Error(said.stderr);
  const settings = join(cwd, "nightly/soak.env");
  writeFileSync(settings, readFileSync(settings, "utf8").replace("http://127.0.0.1:3001", targetUrl));
  return cwd;
}

export interface Ended {
  readonly code: number;
  /** stdout and stderr. */
  readonly output: string;
}

/** Runs a program to its end in an environment that has nothing but what is given. */
export function runProgram(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd, env }, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}
