/** A scenario file made ready to run anywhere: one script without imports, and where its lines came from. */
export interface Bundle {
  /** The scenario's `name`. */
  readonly name: string;
  /** Path as the user gave it, relative to the working directory where it lies below it. */
  readonly file: string;
  /** ES2020 script; its completion value is the scenario (bundle/evaluate.ts). */
  readonly code: string;
  /** Source map (JSON text) of `code`. */
  readonly map: string;
  /** sha256 over the contents of every input file of the bundle, in path order. */
  readonly digest: string;
  /** Absolute paths of every input file (a changed one during the run makes the run invalid). */
  readonly inputs: readonly string[];
}
