import { findChromium } from "../chromium.mjs";

/** The browser's path; null where there is none, which is a failure in CI and a reason to skip elsewhere. */
export function chromiumPath(): string | null {
  const path = findChromium();
  if (path === null && process.env.CI === "true")
    throw new Error("CI has no Chromium: `node test/chromium.mjs` installs it or names the command");
  return path;
}

export const CHROMIUM_ARGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
