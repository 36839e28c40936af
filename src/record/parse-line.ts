import { z } from "zod";
import { decodeTally, SERIES, type Series, type Tally } from "../measure/index.ts";
import { digest, SloError } from "../shared/index.ts";
import { headerSchema } from "./header-schema.ts";
import { LINE_KINDS, lineSchema } from "./line-schema.ts";
import type { RecordHeader, RecordLine } from "./run-record.ts";

/** A line found sound; an interval's histograms come decoded. */
export type ParsedLine =
  | { readonly kind: "line"; readonly line: RecordLine; readonly tallies: ReadonlyMap<Series, Tally> }
  /** A kind that a later version of the tool added: nothing here is made from it. */
  | { readonly kind: "unknown" }
  | { readonly kind: "damaged"; readonly why: string };

/** The header; SloError `bad_record` tells what is wrong with it. */
export function parseHeader(text: string): RecordHeader {
  const value = parseJson(text);
  const checked = headerSchema.safeParse(value);
  if (checked.success) {
    const { thresholds } = checked.data;
    if (digest(thresholds.text) === thresholds.digest) return checked.data as RecordHeader;
    throw new SloError(
      "bad_record",
      "the promises in the record were changed: they do not match their digest",
      {
        hint: "restore the record from its first copy; other promises are judged with slo judge --thresholds FILE",
      },
    );
  }
  const issues = checked.error.issues.map(({ path, message }) => ({
    where: path.join(".") || "line 1",
    message,
  }));
  const why =
    value === undefined
      ? "it is not JSON"
      : issues.map(({ where, message }) => `${where}: ${message}`).join("; ");
  throw new SloError("bad_record", `line 1 is not the header of a run's record: ${why}`, {
    hint: "give the record.ndjson that a run wrote; one whose first line is lost cannot be judged",
    ...(value === undefined ? {} : { issues }),
  });
}

/** How many intervals the plan has, and how many workers wrote. */
export interface Extent {
  readonly intervals: number;
  readonly workers: number;
}

/** Any later line. */
export function parseLine(text: string, { intervals, workers }: Extent): ParsedLine {
  const value = parseJson(text);
  if (value === undefined) return { kind: "damaged", why: "it is not JSON" };
  if (isOfLaterKind(value)) return { kind: "unknown" };
  const checked = lineSchema.safeParse(value);
  if (!checked.success) return { kind: "damaged", why: z.prettifyError(checked.error).replaceAll("\n", " ") };
  const line = checked.data as RecordLine;
  if ("interval" in line && line.interval >= intervals) {
    return { kind: "damaged", why: `the plan has no interval ${line.interval}` };
  }
  if (line.kind === "generator" && line.worker >= workers) {
    return { kind: "damaged", why: `the run had no worker ${line.worker}` };
  }
  const tallies = new Map<Series, Tally>();
  if (line.kind !== "interval") return { kind: "line", line, tallies };
  for (const name of SERIES) {
    const base64 = line.series?.[name];
    if (base64 === undefined) continue;
    try {
      tallies.set(name, decodeTally(base64));
    } catch (error) {
      return { kind: "damaged", why: `${name}: ${error instanceof Error ? error.message : error}` };
    }
  }
  return { kind: "line", line, tallies };
}

/** Undefined when the text is not JSON, which no JSON text means. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOfLaterKind(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  return typeof value.kind === "string" && value.kind !== "header" && !LINE_KINDS.includes(value.kind);
}
