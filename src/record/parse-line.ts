import { z } from "zod";
import { countsIn, SERIES, type Series, totalOf } from "../measure/index.ts";
import { intervalIndexAt, type PlanInterval } from "../plan/index.ts";
import { digest, type Issue, SloError, type Us } from "../shared/index.ts";
import type { Histogram } from "./cell-builder.ts";
import { headerSchema } from "./header-schema.ts";
import { LINE_KINDS, lineSchema } from "./line-schema.ts";
import type { RecordHeader, RecordLine } from "./run-record.ts";

/** A line found sound, with an interval's histograms unpacked. */
export type ParsedLine =
  | { readonly kind: "line"; readonly line: RecordLine; readonly histograms: ReadonlyMap<Series, Histogram> }
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
  throw noHeader(why, value === undefined ? [] : issues);
}

/** Of a record that holds nothing at all. */
export function headerMissing(): SloError {
  return noHeader("it is not JSON", []);
}

function noHeader(why: string, issues: readonly Issue[]): SloError {
  return new SloError("bad_record", `line 1 is not the header of a run's record: ${why}`, {
    hint: "give the record.ndjson that a run wrote; one whose first line is lost cannot be judged",
    issues,
  });
}

/** Which lines there may be now. */
export interface Extent {
  /** The plan's, in its whole length. */
  readonly intervals: readonly PlanInterval[];
  readonly workers: number;
  /** Where the last gap ended; 0 without one. */
  readonly resumedUs: Us;
}

/** Any later line. */
export function parseLine(text: string, extent: Extent): ParsedLine {
  const value = parseJson(text);
  if (value === undefined) return { kind: "damaged", why: "it is not JSON" };
  if (isOfLaterKind(value)) return { kind: "unknown" };
  const checked = lineSchema.safeParse(value);
  if (!checked.success) return { kind: "damaged", why: z.prettifyError(checked.error).replaceAll("\n", " ") };
  const line = checked.data as RecordLine;
  const wrong = outOfPlace(line, extent);
  if (wrong !== null) return { kind: "damaged", why: wrong };
  const histograms = new Map<Series, Histogram>();
  if (line.kind !== "interval") return { kind: "line", line, histograms };
  for (const name of SERIES) {
    const base64 = line.series?.[name];
    if (base64 === undefined) continue;
    try {
      const counts = countsIn(base64);
      histograms.set(name, { counts, total: totalOf(counts) });
    } catch (error) {
      return { kind: "damaged", why: `${name}: ${error instanceof Error ? error.message : error}` };
    }
  }
  return { kind: "line", line, histograms };
}

/** Why a line cannot stand in this record; null when it can. */
function outOfPlace(line: RecordLine, { intervals, workers, resumedUs }: Extent): string | null {
  if ("interval" in line) {
    const interval = intervals[line.interval];
    if (interval === undefined) return `the plan has no interval ${line.interval}`;
    if (interval.startUs < resumedUs)
      return `interval ${line.interval} lies before the end of the gap above it`;
  }
  if (line.kind === "generator" && line.worker >= workers) return `the run had no worker ${line.worker}`;
  if (line.kind === "gap") {
    const begins = (us: Us): boolean => intervals[intervalIndexAt(intervals, us)]?.startUs === us;
    if (!begins(line.from_us) || !begins(line.to_us))
      return "a gap begins and ends with an interval of the plan";
    if (line.from_us >= line.to_us) return "a gap ends before it begins";
    if (line.from_us < resumedUs) return "a gap begins before the end of the one above it";
  }
  return null;
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
