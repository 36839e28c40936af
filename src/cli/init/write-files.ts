import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { SloError } from "../../shared/index.ts";

/** A file that `slo init` writes: its path below the working directory, with "/", its text, and its rights where not the usual. */
export interface Template {
  readonly path: string;
  readonly content: string;
  readonly mode?: number;
}

/** Writes a file and the folders above it; false when it exists and stays. SloError `unwritable` names the file. */
export async function writeNew(
  file: string,
  { content, mode }: Pick<Template, "content" | "mode">,
  force: boolean,
): Promise<boolean> {
  await mkdir(dirname(file), { recursive: true }).catch((cause: unknown) => {
    throw unwritable(file, cause);
  });
  try {
    await writeFile(file, content, { flag: force ? "w" : "wx", ...(mode === undefined ? {} : { mode }) });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST" && !force) return false;
    throw unwritable(file, cause);
  }
}

/** Adds to a .gitignore the lines that it lacks; false when there was none to add. SloError `unwritable` names the file. */
export async function ignore(file: string, wanted: readonly string[]): Promise<boolean> {
  try {
    const text = (await readIfThere(file)) ?? "";
    const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, ""));
    const missing = wanted.filter((line) => !lines.includes(line.replace(/\/$/, "")));
    if (missing.length === 0) return false;
    const begun = text === "" || text.endsWith("\n") ? text : `${text}\n`;
    await writeFile(file, `${begun}${missing.join("\n")}\n`);
    return true;
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/** A file's text; null when it is not there. */
export async function readIfThere(file: string): Promise<string | null> {
  return await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return null;
    throw cause;
  });
}

function unwritable(file: string, cause: unknown): SloError {
  return new SloError("unwritable", `${file} cannot be written: ${(cause as Error).message}`, { cause });
}
