import { autocannonEngine } from "./autocannon/autocannon-engine.ts";
import type { Engine } from "./engine.ts";
import { k6Engine } from "./k6/k6-engine.ts";
import { nativeEngine } from "./native/native-engine.ts";

export type { Abilities, Ended, Engine, EngineRun, ScenarioEnv, StopReason } from "./engine.ts";
export { type Built, buildK6 } from "./k6/build-k6.ts";
export { findK6 } from "./k6/k6-binary.ts";
export { scriptRuntime } from "./k6/k6-engine.ts";
export { extensionSources, K6_VERSION } from "./k6/k6-source.ts";
export { type OperatorParts, operatorFiles } from "./k6/operator-files.ts";
export { autocannonEngine, k6Engine, nativeEngine };

/** Every engine there is; the first is the default. */
export const ENGINES: readonly Engine[] = [nativeEngine, k6Engine, autocannonEngine];
