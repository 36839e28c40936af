import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The versions that the extension is built with and was tried with; go.mod and go.sum pin everything beneath them. */
export const K6_VERSION = "2.2.0";
export const EXTENSION = "slo-harness.dev/xk6-slo";

/** The extension's Go sources: beside this module, in the repository as in the package. */
export const SOURCE_DIR = fileURLToPath(new URL("./xk6-slo/", import.meta.url));

/** The files that make the extension: go.mod, go.sum and Go code without its tests, paths from the folder, in byte order. */
export async function sourceFiles(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir, { recursive: true });
  return names
    .filter((name) => /(^|\/)go\.(mod|sum)$|\.go$/.test(name) && !name.endsWith("_test.go"))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Names a state of the sources, as the built extension says it of itself (`k6 x slo`): sha256 over a line `name sha256` each. */
export async function sourceDigest(dir: string = SOURCE_DIR): Promise<string> {
  const hash = createHash("sha256");
  for (const name of await sourceFiles(dir)) {
    const content = createHash("sha256").update(await readFile(join(dir, name)));
    hash.update(`${name} ${content.digest("hex")}\n`);
  }
  return `sha256:${hash.digest("hex")}`;
}

/** The extension's sources as they are shipped. */
export async function extensionSources(): Promise<{
  readonly dir: string;
  readonly files: readonly string[];
}> {
  return { dir: SOURCE_DIR, files: await sourceFiles(SOURCE_DIR) };
}
