import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { SloError } from "../shared/index.ts";

/** Where a stored run lies: absolute paths. */
export interface FoundRun {
  readonly dir: string;
  readonly recordPath: string;
}

/** A run by its folder, its record.ndjson, or its id below `out`. SloError `unreadable` when there is none. */
export async function findRun(argument: string, out: string, cwd: string): Promise<FoundRun> {
  for (const path of [resolve(cwd, argument), resolve(cwd, out, argument)]) {
    const found = await stat(path).catch(() => null);
    if (found?.isFile()) return { dir: dirname(path), recordPath: path };
    const recordPath = join(path, "record.ndjson");
    if (found?.isDirectory() && (await stat(recordPath).catch(() => null))?.isFile()) {
      return { dir: path, recordPath };
    }
  }
  throw new SloError(
    "unreadable",
    `there is no run ${argument}: neither a folder with a record.ndjson, nor one in ${out}`,
    {
      hint: "give the folder of a run, such as reports/20261121-220000-soak-1x-1a2b, or its name",
    },
  );
}
