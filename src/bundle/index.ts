export { TAME } from "./bare-context.ts";
export type { Bundle } from "./bundle.ts";
export { bundleScenario } from "./bundle-scenario.ts";
export { evaluateBundle } from "./evaluate.ts";
export { findScenario, profilesIn } from "./find-scenario.ts";
export { inputsDigest } from "./inputs-digest.ts";
export { locateScenarioLine } from "./locate.ts";
export { readSeries, type Series } from "./series.ts";
export { stopBundler } from "./stop-bundler.ts";
