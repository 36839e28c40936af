// Chromium for the browser tests: found, or installed where this may be done, or the one command to run is printed.
// A missing browser fails in CI (CI=true) and elsewhere only skips the browser tests.
import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** @returns {string | null} SLO_CHROMIUM, else the first of its usual names on the PATH or at its usual places. */
export function findChromium() {
  const given = process.env.SLO_CHROMIUM;
  if (given !== undefined && given !== "") return executable(given) ? given : null;
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin"].filter(
    (folder) => folder !== "",
  );
  const places = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...MAC];
  return places.find(executable) ?? null;
}

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function install() {
  const apt = (...args) =>
    execFileSync("apt-get", args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  console.log("browser tests: installing Chromium with apt-get");
  apt("update");
  apt("install", "-y", "--no-install-recommends", "chromium");
}

function main() {
  if (findChromium() !== null) return 0;
  const debian = existsSync("/etc/debian_version") && spawnSync("apt-get", ["--version"]).status === 0;
  if (debian && process.getuid?.() === 0 && (process.env.SLO_CHROMIUM ?? "") === "") {
    try {
      install();
    } catch (error) {
      console.error(`browser tests: ${error instanceof Error ? error.message : error}`);
    }
    if (findChromium() !== null) return 0;
  }
  const command = debian
    ? "sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium"
    : process.platform === "darwin"
      ? "brew install --cask chromium"
      : "install Chromium or Chrome, then set SLO_CHROMIUM to its path";
  const ci = process.env.CI === "true";
  const given = process.env.SLO_CHROMIUM ?? "";
  const found = given === "" ? "no Chromium was found" : `SLO_CHROMIUM is ${given}, which cannot be run`;
  console.error(`browser tests: ${found}${ci ? "" : ", they will be skipped"}; to run them: ${command}`);
  return ci ? 1 : 0;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = main();
