export type { Bundle } from "./bundle.ts";
export { bundleScenario } from "./bundle-scenario.ts";
export { evaluateBundle } from "./evaluate.ts";
export { findScenario } from "./find-scenario.ts";
export { inputsDigest } from "./inputs-digest.ts";
export { locateScenarioLine } from "./locate.ts";
export { stopBundler } from "./stop-bundler.ts";
