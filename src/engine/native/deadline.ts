import type { Us } from "../../shared/index.ts";

/** A time by which something must have happened, which can be set anew. */
export interface Deadline {
  /** Rejects when the time is over. */
  readonly missed: Promise<never>;
  /** From now. */
  set(inUs: Us, message: string): void;
  clear(): void;
}

export function createDeadline(): Deadline {
  let timer: NodeJS.Timeout | undefined;
  let miss = (_error: Error): void => {};
  const missed = new Promise<never>((_resolve, reject) => {
    miss = reject;
  });
  // Whoever races against it hears of it; otherwise a miss is no one's.
  missed.catch(() => {});
  return {
    missed,
    set(inUs, message) {
      clearTimeout(timer);
      timer = setTimeout(() => miss(new Error(message)), inUs / 1e3);
    },
    clear: () => clearTimeout(timer),
  };
}
