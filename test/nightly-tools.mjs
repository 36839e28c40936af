// systemd-analyze for the tests of the nightly templates: found, or installed where this may be done, or the one command
// to run is printed. Where it is missing, CI (CI=true) fails and elsewhere only those tests are skipped. Linux only.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** @returns {boolean} Whether systemd-analyze can be run. */
export function hasSystemdAnalyze() {
  return spawnSync("systemd-analyze", ["--version"]).status === 0;
}

function install() {
  const apt = (...args) =>
    execFileSync("apt-get", args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  console.log("tests of the nightly templates: installing systemd-analyze with apt-get");
  apt("update");
  apt("install", "-y", "--no-install-recommends", "systemd");
}

function main() {
  if (process.platform !== "linux" || hasSystemdAnalyze()) return 0;
  const debian = existsSync("/etc/debian_version") && spawnSync("apt-get", ["--version"]).status === 0;
  if (debian && process.getuid?.() === 0) {
    try {
      install();
    } catch (error) {
      console.error(`tests of the nightly templates: ${error instanceof Error ? error.message : error}`);
    }
    if (hasSystemdAnalyze()) return 0;
  }
  const command = debian
    ? "sudo apt-get update && sudo apt-get install -y --no-install-recommends systemd"
    : "install systemd";
  const ci = process.env.CI === "true";
  console.error(
    `tests of the nightly templates: there is no systemd-analyze${ci ? "" : ", the units will not be verified"}; to verify them: ${command}`,
  );
  return ci ? 1 : 0;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = main();
