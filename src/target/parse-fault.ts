import { didYouMean, SloError } from "../shared/index.ts";
import { type Fault, OPERATION_BY_PATH } from "./fault.ts";
import { FAULTS } from "./fault-table.ts";

/** Reads `name=value[@where]` as written behind `--fault`. Throws SloError `bad_usage`. */
export function parseFault(text: string): Fault {
  const match = /^([^=@]*)=([^@]*)(?:@(.*))?$/s.exec(text.trim());
  const name = match?.[1] ?? text.trim();
  const row = FAULTS.find((candidate) => candidate.name === name);
  if (row === undefined) {
    const names = FAULTS.map((candidate) => candidate.name);
    throw new SloError("bad_usage", `--fault "${text}": unknown fault "${name}"${didYouMean(name, names)}`, {
      hint: `faults are ${names.join(", ")}; for example ${FAULTS[0]?.example}`,
    });
  }
  const kind = row.read(match?.[2] ?? "");
  if (kind === null) {
    throw new SloError("bad_usage", `--fault "${text}": expected ${row.name}=${row.syntax}`, {
      hint: `for example ${row.example} (${row.does})`,
    });
  }
  return { ...kind, only: whereOf(text, match?.[3]) };
}

function whereOf(text: string, where: string | undefined): string | null {
  if (where === undefined) return null;
  const operations = Object.values(OPERATION_BY_PATH);
  const paths = Object.keys(OPERATION_BY_PATH);
  if (operations.includes(where) || paths.includes(where)) return where;
  const near = didYouMean(where, where.startsWith("/") ? paths : operations);
  throw new SloError(
    "bad_usage",
    `--fault "${text}": the target has no operation or path "${where}"${near}`,
    {
      hint: `operations: ${operations.join(", ")}; paths: ${paths.join(", ")}`,
    },
  );
}
