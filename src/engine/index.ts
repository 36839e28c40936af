import type { Engine } from "./engine.ts";
import { nativeEngine } from "./native/native-engine.ts";

export type { Abilities, Ended, Engine, EngineRun, ScenarioEnv, StopReason } from "./engine.ts";
export { nativeEngine };

/** Every engine there is; the first is the default. */
export const ENGINES: readonly Engine[] = [nativeEngine];
