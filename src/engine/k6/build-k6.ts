import { spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SloError } from "../../shared/index.ts";
import { cachedPath, carriedBy, goVersion, isExecutable, WITHOUT_GO } from "./k6-binary.ts";
import { EXTENSION, K6_VERSION, SOURCE_DIR, sourceDigest, sourceFiles } from "./k6-source.ts";

export interface Built {
  readonly path: string;
  /** False: it was there already. */
  readonly anew: boolean;
}

const OUTPUT_KEPT = 4_096;

/**
 * Builds k6 with the extension into the cache, at the versions that its go.mod and go.sum pin; nothing is done where it is there. Takes
 * about 95 s the first time and 30 s with Go's own cache warm (2 cores). SloError `engine_missing` without Go or when the build fails.
 */
export async function buildK6(
  environment: Readonly<Record<string, string | undefined>>,
  say: (text: string) => void,
): Promise<Built> {
  const digest = await sourceDigest(SOURCE_DIR);
  const path = cachedPath(digest, environment);
  if (await isExecutable(path)) return { path, anew: false };
  const go = await goVersion(environment);
  if (go === null) {
    throw new SloError("engine_missing", "building k6 needs Go, and there is none in PATH", {
      hint: WITHOUT_GO,
    });
  }
  say(`building k6 ${K6_VERSION} with slo's extension (${go}); the first time takes a minute or two`);
  const work = await mkdtemp(join(tmpdir(), "slo-k6-build-"));
  try {
    // From a copy: the installed package may lie where nothing can be written.
    const source = join(work, "xk6-slo");
    for (const name of await sourceFiles(SOURCE_DIR)) await cp(join(SOURCE_DIR, name), join(source, name));
    const built = join(work, "k6");
    await xk6(source, built, environment);
    const carried = await carriedBy(built);
    if (carried?.source !== digest) {
      throw new SloError("engine_missing", "the k6 that was built does not carry slo's extension", {
        hint: "report this with the output of: go version; go env GOFLAGS GOWORK",
      });
    }
    await mkdir(dirname(path), { recursive: true });
    // Within the folder it ends up in, then renamed: another process never sees half a file.
    const beside = `${path}.${process.pid}`;
    await cp(built, beside);
    await chmod(beside, 0o755);
    await rename(beside, path);
    return { path, anew: true };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Runs xk6 at the version that go.mod names as a tool: installing it by itself fails behind proxies that serve no version lists. */
async function xk6(
  source: string,
  output: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const args = ["tool", "xk6", "build", `v${K6_VERSION}`, "--with", `${EXTENSION}=.`, "--output", output];
  const child = spawn("go", args, {
    cwd: source,
    env: { ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-OUTPUT_KEPT);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  if (code === 0) return;
  throw new SloError("engine_missing", `k6 could not be built (go tool xk6 build: exit ${code})`, {
    hint: `the last that it said:\n${said.trim()}`,
  });
}
