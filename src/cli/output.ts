/** Writes one JSON document to stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Colour only on a terminal that wants it (NO_COLOR), width of the terminal or 80. */
export function consoleStyle(): { readonly color: boolean; readonly width: number } {
  const noColor = process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== "";
  return { color: process.stdout.isTTY === true && !noColor, width: process.stdout.columns ?? 80 };
}
