import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SloError } from "../../shared/index.ts";
import { IGNORED, TEMPLATES } from "./templates.ts";

/** Paths relative to the project: files written (a .gitignore also when lines were added to it), and those that were there and stay as they are. */
export interface Initialised {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

/**
 * Writes a first scenario with its promises, editor types and a CI workflow into `cwd`. A file that exists is kept,
 * but with `force`; .gitignore only ever gains the lines that it lacks. SloError `unwritable` names the file.
 */
export async function initProject(cwd: string, { force }: { readonly force: boolean }): Promise<Initialised> {
  const written: string[] = [];
  const kept: string[] = [];
  for (const { path, content } of TEMPLATES) {
    ((await writeNew(join(cwd, path), content, force)) ? written : kept).push(path);
  }
  if (await ignore(join(cwd, ".gitignore"))) written.push(".gitignore");
  return { written, kept };
}

/** False when the file exists and stays. */
async function writeNew(file: string, content: string, force: boolean): Promise<boolean> {
  await mkdir(dirname(file), { recursive: true }).catch((cause: unknown) => {
    throw unwritable(file, cause);
  });
  try {
    await writeFile(file, content, { flag: force ? "w" : "wx" });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST" && !force) return false;
    throw unwritable(file, cause);
  }
}

/** Adds the missing lines; false when there was none to add. */
async function ignore(file: string): Promise<boolean> {
  try {
    const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return "";
      throw cause;
    });
    const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, ""));
    const missing = IGNORED.filter((line) => !lines.includes(line.replace(/\/$/, "")));
    if (missing.length === 0) return false;
    const begun = text === "" || text.endsWith("\n") ? text : `${text}\n`;
    await writeFile(file, `${begun}${missing.join("\n")}\n`);
    return true;
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

function unwritable(file: string, cause: unknown): SloError {
  return new SloError("unwritable", `${file} cannot be written: ${(cause as Error).message}`, { cause });
}
