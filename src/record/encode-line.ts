import type { RecordHeader, RecordLine } from "./run-record.ts";

/**
 * One line of a record, with its line feed: JSON never holds a raw one, so lines can be told apart in a damaged file.
 * RangeError for a number that JSON does not know (NaN, infinite): written as null it would make the record unreadable.
 */
export function encodeLine(line: RecordHeader | RecordLine): string {
  const text = JSON.stringify(line, (key, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw new RangeError(`a ${line.kind} line with ${key} = ${value}`);
    }
    return value;
  });
  return `${text}\n`;
}
