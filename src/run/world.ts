import type { Clock } from "../shared/index.ts";

/** What a run needs of its surroundings, passed in by the CLI. */
export interface World {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  randomHex(bytes: number): string;
}
