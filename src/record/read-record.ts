import { intervalsOf } from "../plan/index.ts";
import { digest, SloError } from "../shared/index.ts";
import { CellBuilder } from "./cell-builder.ts";
import { lastWholeInterval } from "./last-whole-interval.ts";
import { parseHeader, parseLine } from "./parse-line.ts";
import type { FooterLine, GeneratorLine, NoticeLine, RunRecord } from "./run-record.ts";

/**
 * Reads a record from its bytes and adds its deltas. A run may be killed while it writes: lines at the end that are
 * half-written or not readable are left out (`truncated`). SloError `bad_record`, naming the line, for a bad header, for
 * promises that do not match their digest, for a damaged line with sound ones behind it, and for lines behind the footer.
 */
export function readRecord(bytes: Uint8Array): RunRecord {
  const lines = linesOf(bytes);
  const header = parseHeader(lines[0] ?? "");
  const intervals = intervalsOf(header.plan);
  const extent = { intervals: intervals.length, workers: header.engine.workers };

  const builders = new Map<number, Map<string, CellBuilder>>();
  const generator = new Map<number, GeneratorLine[]>();
  const target = new Map<number, Record<string, number>>();
  const notices: NoticeLine[] = [];
  let footer: FooterLine | null = null;
  let damage: { readonly number: number; readonly why: string } | null = null;

  for (const [i, text] of lines.entries()) {
    if (i === 0) continue;
    const parsed = parseLine(text, extent);
    if (parsed.kind === "damaged") {
      damage ??= { number: i + 1, why: parsed.why };
      continue;
    }
    if (damage !== null) throw badRecord(damage.number, damage.why);
    if (footer !== null) throw badRecord(i + 1, "it stands behind the footer");
    if (parsed.kind === "unknown") continue;
    const { line, tallies } = parsed;
    switch (line.kind) {
      case "interval": {
        const operations = obtain(builders, line.interval, () => new Map<string, CellBuilder>());
        obtain(operations, line.operation, () => new CellBuilder()).add(line, tallies);
        break;
      }
      case "generator":
        obtain(generator, line.interval, () => []).push(line);
        break;
      case "target":
        Object.assign(
          obtain(target, line.interval, () => ({})),
          line.signals,
        );
        break;
      case "notice":
        notices.push(line);
        break;
      case "footer":
        footer = line;
    }
  }

  const cells = new Map(
    [...builders].map(([interval, operations]) => [
      interval,
      new Map([...operations].map(([operation, builder]) => [operation, builder.build()])),
    ]),
  );
  const lastInterval =
    footer === null
      ? lastWholeInterval(header.plan, intervals, header.engine.workers, cells, generator)
      : intervals.length - 1;
  const truncated = damage !== null;
  return {
    header,
    cells,
    generator,
    target,
    notices,
    footer,
    truncated,
    lastInterval,
    digest: digest(bytes),
  };
}

/** The lines without their line feeds. A last line without one counts too: cut short, it is no JSON any more. */
function linesOf(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines: string[] = [];
  for (let from = 0; from < buffer.length; ) {
    const feed = buffer.indexOf(0x0a, from);
    const to = feed < 0 ? buffer.length : feed;
    lines.push(buffer.toString("utf8", from, to));
    from = to + 1;
  }
  return lines;
}

function obtain<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const there = map.get(key);
  if (there !== undefined) return there;
  const made = make();
  map.set(key, made);
  return made;
}

function badRecord(line: number, why: string): SloError {
  return new SloError("bad_record", `line ${line} of the record is damaged: ${why}`, {
    hint: "restore the record from its first copy; only damage at the very end can be left out",
  });
}
