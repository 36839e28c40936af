import { join } from "node:path";
import { IGNORED, TEMPLATES } from "./templates.ts";
import { ignore, type Template, writeNew } from "./write-files.ts";

/** Paths relative to the project: files written (one that was there also when lines were added to it), and those that stay as they are. */
export interface Initialised {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

/**
 * Writes a first scenario with its promises, editor types and a CI workflow into `cwd`. A file that exists is kept,
 * but with `force`; .gitignore only ever gains the lines that it lacks. SloError `unwritable` names the file.
 */
export async function initProject(cwd: string, { force }: { readonly force: boolean }): Promise<Initialised> {
  return await writeAll(cwd, TEMPLATES, IGNORED, force);
}

/** Writes what is not there, all of it with `force`; the lines to ignore last. */
export async function writeAll(
  cwd: string,
  templates: readonly Template[],
  ignored: readonly string[],
  force: boolean,
): Promise<Initialised> {
  const written: string[] = [];
  const kept: string[] = [];
  for (const template of templates) {
    ((await writeNew(join(cwd, template.path), template, force)) ? written : kept).push(template.path);
  }
  if (await ignore(join(cwd, ".gitignore"), ignored)) written.push(".gitignore");
  return { written, kept };
}
