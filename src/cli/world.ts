import { randomBytes } from "node:crypto";
import type { World } from "../run/index.ts";

/** The real surroundings. `hrtime` is one monotonic clock for all threads of the process. */
export function realWorld(): World {
  return {
    cwd: process.cwd(),
    environment: process.env,
    clock: {
      monotonicUs: () => Number(process.hrtime.bigint() / 1000n),
      wallMs: () => Date.now(),
    },
    randomHex: (bytes) => randomBytes(bytes).toString("hex"),
  };
}
