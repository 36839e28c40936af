import { createHash } from "node:crypto";
import { formatDuration, US_PER_MS } from "../shared/index.ts";
import { segmentName, spreadMs } from "./check-segments.ts";
import type { MergedSegment, RecordHeader } from "./run-record.ts";
import type { ScannedSegment } from "./scan-segment.ts";

/**
 * The header of the joined record, from segments in the order of their worker. What must be the same is the first one's;
 * counts are added; what may differ (machines, labels, addresses) is listed. Nothing in it comes from the joining itself,
 * so the same segments always give the same header.
 */
export function mergedHeader(segments: readonly [ScannedSegment, ...ScannedSegment[]]): RecordHeader {
  const headers = segments.map(({ header }) => header);
  const [{ header: first, segment }] = segments;
  const missing = missingWorkers(segments);
  const starts = headers.map(({ started_at }) => started_at).sort((a, b) => Date.parse(a) - Date.parse(b));
  const caps = headers.map(({ in_flight_cap }) => in_flight_cap);
  const populated = headers.flatMap((header) => header.populated ?? []);
  const limits = distinct(caps.flatMap(({ limited_by }) => limited_by ?? []));
  return {
    ...first,
    run_id: runIdOf(starts[0] ?? first.started_at, first, segments),
    started_at: starts[0] ?? first.started_at,
    segment: null,
    merged: { workers: segment.workers, segments: segments.map(provenance) },
    // A segment that is missing had one worker at least, which has not reported.
    engine: { ...first.engine, workers: sum(headers.map(({ engine }) => engine.workers)) + missing.length },
    target: {
      ...first.target,
      same_machine: headers.some(({ target }) => target.same_machine),
      addresses: distinct(headers.flatMap(({ target }) => target.addresses)).sort(),
    },
    in_flight_cap: {
      wanted: sum(caps.map(({ wanted }) => wanted)),
      granted: sum(caps.map(({ granted }) => granted)),
      limited_by: limits.length === 0 ? null : limits.join(", "),
    },
    labels: joinLabels(headers),
    populated:
      populated[0] === undefined
        ? null
        : {
            ...populated[0],
            count: sum(populated.map(({ count }) => count)),
            left_behind: populated.some(({ left_behind }) => left_behind),
          },
    git: distinct(headers.map(({ git }) => JSON.stringify(git))).length === 1 ? first.git : null,
    host: { ...first.host, hostname: distinct(headers.map(({ host }) => host.hostname)).join(", ") },
    notices: [...distinct(headers.flatMap(({ notices }) => notices)), ...noticesOf(segments)],
  };
}

/** Workers of which no segment is there, ascending. */
function missingWorkers(segments: readonly ScannedSegment[]): readonly number[] {
  const workers = segments[0]?.segment.workers ?? 0;
  const there = new Set(segments.map(({ segment }) => segment.worker));
  return Array.from({ length: workers }, (_, worker) => worker).filter((worker) => !there.has(worker));
}

function provenance({ header, segment, digest, ended }: ScannedSegment): MergedSegment {
  const { run_id, started_at, host } = header;
  return { worker: segment.worker, run_id, started_at, hostname: host.hostname, digest, ended };
}

/** `20261121-090000-recall-2x-merged-1a2b3c4d`: the first start, the profile, and a name of just these records. */
function runIdOf(startedAt: string, { plan }: RecordHeader, segments: readonly ScannedSegment[]): string {
  const stamp = new Date(startedAt).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  const levels = plan.phases.filter(({ kind }) => kind === "steady").map(({ x }) => x);
  const hash = createHash("sha256").update(segments.map(({ digest }) => digest).join("\n"));
  return `${stamp}-${plan.profile}-${levels.join("-")}x-merged-${hash.digest("hex").slice(0, 8)}`;
}

function noticesOf(segments: readonly ScannedSegment[]): readonly string[] {
  const workers = segments[0]?.segment.workers ?? 0;
  const list = segments.map(
    ({ segment, header }) => `${segment.worker + 1} on ${header.host.hostname} (${header.run_id})`,
  );
  return [
    `joined from ${segments.length} of ${workers} segments that started within ${formatDuration(spreadMs(segments) * US_PER_MS)} of each other by their machines' clocks: ${list.join(", ")}`,
    // That one is missing, killed or damaged is a reason of the verdict.
    ...segments.flatMap(({ segment, ended }) =>
      ended === "complete" || ended === "killed" || ended === "damaged"
        ? []
        : [`segment ${segmentName(segment)} ended as ${ended}`],
    ),
  ];
}

/** Labels of all; where they differ, every value. */
function joinLabels(headers: readonly RecordHeader[]): RecordHeader["labels"] {
  const keys = distinct(headers.flatMap(({ labels }) => Object.keys(labels)));
  return Object.fromEntries(
    keys.map((key) => [key, distinct(headers.flatMap(({ labels }) => labels[key] ?? [])).join(", ")]),
  );
}

function distinct<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
