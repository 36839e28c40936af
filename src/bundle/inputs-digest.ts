import { readFile } from "node:fs/promises";
import { digest } from "../shared/index.ts";

/** sha256 over the contents of a bundle's input files, in path order, as they are now; one that vanished counts as changed. */
export async function inputsDigest(paths: readonly string[]): Promise<string> {
  const contents = await Promise.all(
    paths.map(async (path) => digest(await readFile(path).catch(() => "gone"))),
  );
  return digest(contents.join("\n"));
}
