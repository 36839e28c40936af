import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Ms, SloError } from "../../shared/index.ts";
import { EXTENSION, K6_VERSION, SOURCE_DIR, sourceDigest } from "./k6-source.ts";

const run = promisify(execFile);
const SAYS_MS: Ms = 20_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables under which k6 neither reports its use nor fetches extensions. */
export const QUIET = { K6_AUTO_EXTENSION_RESOLUTION: "false", K6_NO_USAGE_REPORT: "true" };

/** What a k6 says of the extension in it (`k6 x slo`). */
export interface Carried {
  readonly k6: string;
  readonly source: string;
}

/** Where `slo k6 build` puts a k6 with the extension in this state, and where runs look for it. */
export function cachedPath(digest: string, environment: Environment): string {
  const digits = digest.replace("sha256:", "").slice(0, 16);
  return join(cacheDir(environment), `k6-${K6_VERSION}-${digits}-${process.platform}-${process.arch}`, "k6");
}

function cacheDir(environment: Environment): string {
  const xdg = environment.XDG_CACHE_HOME;
  if (xdg) return join(xdg, "slo-harness");
  const home = environment.HOME || homedir();
  return join(home, process.platform === "darwin" ? "Library/Caches" : ".cache", "slo-harness");
}

/**
 * The k6 to run: SLO_K6 where that is set, else the one built for the sources that are installed. SloError `engine_missing` when there is none
 * or when SLO_K6 carries no extension or one of other sources; the hint is the command to run.
 */
export async function findK6(environment: Environment): Promise<string> {
  const given = environment.SLO_K6;
  const digest = await sourceDigest(SOURCE_DIR);
  if (given) {
    await checkGiven(given, digest);
    return given;
  }
  const cached = cachedPath(digest, environment);
  if (await isExecutable(cached)) return cached;
  throw new SloError(
    "engine_missing",
    "the k6 engine is not built: it is a k6 with slo's own extension in it",
    {
      hint: (await goVersion(environment)) === null ? WITHOUT_GO : "slo k6 build",
    },
  );
}

export const WITHOUT_GO =
  "install Go (go.dev/dl), then run: slo k6 build\nor set SLO_K6 to a k6 that `slo k6 build` of this version made on a machine of this kind";

/** SLO_K6 must carry the extension in the state that is installed: another one would measure otherwise than the record says. */
async function checkGiven(path: string, digest: string): Promise<void> {
  const carried = await carriedBy(path);
  if (carried === null) {
    throw new SloError("engine_missing", `SLO_K6=${path} is not a k6 with slo's extension in it`, {
      hint: "unset SLO_K6 and run: slo k6 build",
    });
  }
  if (carried.source === digest && carried.k6 === `v${K6_VERSION}`) return;
  throw new SloError(
    "engine_missing",
    `SLO_K6=${path} is k6 ${carried.k6} with another state of slo's extension (${carried.source}); this slo comes with v${K6_VERSION} and ${digest}`,
    { hint: "unset SLO_K6 and run: slo k6 build" },
  );
}

/** Null when it is no k6, or has no such extension. */
export async function carriedBy(path: string): Promise<Carried | null> {
  const options = { timeout: SAYS_MS, env: QUIET };
  try {
    // Asked first: a k6 without it would look for a subcommand of this name on the network.
    if (!(await run(path, ["version"], options)).stdout.includes(EXTENSION)) return null;
    const { stdout } = await run(path, ["x", "slo"], options);
    const said = JSON.parse(stdout) as { module?: unknown; k6?: unknown; source?: unknown };
    if (said.module !== EXTENSION || typeof said.k6 !== "string" || typeof said.source !== "string")
      return null;
    return { k6: said.k6, source: said.source };
  } catch {
    return null;
  }
}

/** `go1.26.8`, or null without Go. */
export async function goVersion(environment: Environment): Promise<string | null> {
  try {
    const { stdout } = await run("go", ["env", "GOVERSION"], { env: { ...environment } });
    return stdout.trim();
  } catch {
    return null;
  }
}

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
