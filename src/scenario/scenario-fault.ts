/** A mistake in the scenario's own code, found while it ran: it stops the run and is no outcome of the target. */
export class ScenarioFault extends Error {
  /** The operation or probe, or "setup". */
  readonly operation: string;
  /** The step of a flow, or null. */
  readonly step: string | null;

  constructor(operation: string, step: string | null, problem: string, cause?: unknown) {
    const at = step === null ? operation : `${operation}.${step}`;
    super(
      cause === undefined ? `${at}: ${problem}` : `${at}: ${problem}: ${describe(cause)}`,
      cause === undefined ? undefined : { cause },
    );
    this.name = "ScenarioFault";
    this.operation = operation;
    this.step = step;
  }
}

/** An error's name and message. It may come from another realm (a vm context), where `instanceof Error` does not hold. */
function describe(cause: unknown): string {
  if (typeof cause !== "object" || cause === null || !("message" in cause)) return String(cause);
  const name = "name" in cause && typeof cause.name === "string" ? cause.name : "Error";
  return name === "Error" || name === "SloError" ? String(cause.message) : `${name}: ${cause.message}`;
}
