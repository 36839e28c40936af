import { readFile } from "node:fs/promises";
import { SloError } from "../shared/index.ts";

/** The text of a file, or SloError `unreadable` with what it was wanted for. */
export async function readText(path: string, what: string, hint: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new SloError("unreadable", `cannot read ${what} ${path} (${why})`, { hint, cause: error });
  }
}
