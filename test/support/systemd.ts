import { execFileSync, spawnSync } from "node:child_process";
import { hasSystemdAnalyze } from "../nightly-tools.mjs";

/** Whether units can be verified here; where they must be (in CI, on Linux) and cannot, that is a failure. */
export function canVerifyUnits(): boolean {
  const there = process.platform === "linux" && hasSystemdAnalyze();
  if (!there && process.platform === "linux" && process.env.CI === "true")
    throw new Error(
      "CI has no systemd-analyze: `node test/nightly-tools.mjs` installs it or names the command",
    );
  return there;
}

/** What systemd has against unit files, line by line; nothing when they are sound. */
export function verifyUnits(paths: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync("systemd-analyze", ["verify", ...paths], { encoding: "utf8" });
  return status === 0 ? stderr.trim() : `exit ${status}\n${stdout}${stderr}`;
}

/** When an OnCalendar= expression next elapses, as systemd reads it, from a moment on. */
export function nextElapse(expression: string, from: string): string {
  const text = execFileSync("systemd-analyze", ["calendar", `--base-time=${from}`, expression], {
    encoding: "utf8",
    env: { ...process.env, TZ: "UTC", LC_ALL: "C" },
  });
  return /Next elapse: (.*)/.exec(text)?.[1] ?? text;
}
