import type { Us } from "../../shared/index.ts";

/** What a pacer walks: ascending due times on the machine's monotonic clock, taken no further ahead than it needs. */
export interface Paced<T> {
  readonly items: Iterator<T>;
  readonly dueUs: (item: T) => Us;
  readonly release: (item: T) => void;
  /** Called once, after the last item was released. */
  readonly ranOut: () => void;
}

/** Releases everything that is due, in order, never early. How it waits is its own affair. */
export interface Pacer<T> {
  start(paced: Paced<T>): void;
  /** Releases nothing more; gives back what it had taken ahead, in order. */
  halt(): readonly T[];
  close(): Promise<void>;
}
