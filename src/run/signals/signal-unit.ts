import { readSeries } from "../../bundle/index.ts";
import { PROCESS_SIGNALS } from "../../objective/index.ts";
import type { SignalUnit } from "../../record/index.ts";
import type { Signal } from "../../scenario/index.ts";

/** By the name that promises use, else by the suffix that Prometheus asks metrics to carry; null where neither tells. */
export function unitOf(name: string, { series, rate }: Signal): SignalUnit | null {
  const ofProcess = PROCESS_SIGNALS[name];
  if (ofProcess !== undefined) return ofProcess;
  if (rate === true) return "per_s";
  const metric = readSeries(series)?.name ?? "";
  if (metric.endsWith("_bytes")) return "bytes";
  if (metric.endsWith("_seconds")) return "s";
  return metric.endsWith("_ratio") ? "ratio" : null;
}
