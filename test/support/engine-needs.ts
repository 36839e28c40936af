import type { Engine } from "../../src/engine/index.ts";
import { SloError } from "../../src/shared/index.ts";

/** Why this machine cannot run an engine (something that npm does not install is missing), or null when it can. */
export async function lackingFor(engine: Engine): Promise<string | null> {
  try {
    await engine.ready?.();
    return null;
  } catch (error) {
    if (!(error instanceof SloError) || error.code !== "engine_missing") throw error;
    return `${error.message}; ${error.hint}`;
  }
}
