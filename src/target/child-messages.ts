import type { TargetOptions } from "./target-options.ts";

/** What the parent tells the child process. The key travels here: never on a command line, never in the environment. */
export type ToChild = { readonly kind: "start"; readonly options: TargetOptions } | { readonly kind: "stop" };

/** What the child process tells its parent: once, after `start`. */
export type FromChild =
  | { readonly kind: "listening"; readonly url: string; readonly port: number; readonly pid: number }
  | { readonly kind: "failed"; readonly message: string; readonly hint: string | null };
