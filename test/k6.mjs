// k6 with the extension, for the tests of its engine: built once into the cache that `slo` itself uses. Behind `npm run build`.
// Without Go, or when it cannot be built, it fails in CI (CI=true); elsewhere those tests skip.
import { spawnSync } from "node:child_process";

const built = spawnSync(process.execPath, ["dist/cli.js", "k6", "build"], {
  stdio: ["ignore", "ignore", "inherit"],
});
if (built.status !== 0) {
  const ci = process.env.CI === "true";
  console.error(`k6 tests: there is no k6 to test with${ci ? "" : ", they will be skipped"}`);
  process.exitCode = ci ? 1 : 0;
}
