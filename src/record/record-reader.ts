import { createHash } from "node:crypto";
import { intervalsOf, type PlanInterval } from "../plan/index.ts";
import { SloError, type Us } from "../shared/index.ts";
import { CellBuilder } from "./cell-builder.ts";
import { lastWholeInterval } from "./last-whole-interval.ts";
import { TallyCache } from "./lazy-tally.ts";
import { parseHeader, parseLine } from "./parse-line.ts";
import type {
  FooterLine,
  GapLine,
  GeneratorLine,
  NoticeLine,
  OriginLine,
  RecordHeader,
  RunRecord,
} from "./run-record.ts";

/** Reads a record as its bytes come: all at once, or while a run still writes it. */
export interface RecordReader {
  /** The next bytes. SloError `bad_record`, naming the line, as soon as one shows that the record is damaged within. */
  push(bytes: Uint8Array): void;
  /** No more bytes come: what stands behind the last line feed is a line too. */
  end(): void;
  /** The record as far as it was read, or null without a header. It changes with the next bytes. */
  record(): RunRecord | null;
}

const LINE_FEED = 0x0a;

export function createRecordReader(): RecordReader {
  return new Reader();
}

class Reader implements RecordReader {
  readonly #hash = createHash("sha256");
  readonly #tallies = new TallyCache();
  /** What stands behind the last line feed. */
  #rest: Uint8Array[] = [];
  #lineNumber = 0;
  #readBytes = 0;
  #soundBytes = 0;

  #header: RecordHeader | null = null;
  #intervals: readonly PlanInterval[] = [];
  #resumedUs: Us = 0;
  readonly #cells = new Map<number, Map<string, CellBuilder>>();
  readonly #generator = new Map<number, GeneratorLine[]>();
  readonly #target = new Map<number, Record<string, number>>();
  readonly #notices: NoticeLine[] = [];
  readonly #origins: OriginLine[] = [];
  readonly #gaps: GapLine[] = [];
  readonly #gapIntervals = new Set<number>();
  #footer: FooterLine | null = null;
  #damage: { readonly number: number; readonly why: string } | null = null;

  push(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    for (let feed = buffer.indexOf(LINE_FEED); feed >= 0; feed = buffer.indexOf(LINE_FEED, from)) {
      const piece = buffer.subarray(from, feed);
      this.#take(this.#rest.length === 0 ? piece : Buffer.concat([...this.#rest, piece]), 1);
      this.#rest = [];
      from = feed + 1;
    }
    // A copy: the caller may use its bytes again.
    if (from < buffer.length) this.#rest.push(Buffer.from(buffer.subarray(from)));
  }

  end(): void {
    if (this.#rest.length > 0) this.#take(Buffer.concat(this.#rest), 0);
    this.#rest = [];
  }

  record(): RunRecord | null {
    const header = this.#header;
    if (header === null) return null;
    const found = {
      header,
      cells: this.#cells,
      generator: this.#generator,
      target: this.#target,
      notices: this.#notices,
      origins: this.#origins,
      gaps: this.#gaps,
      gapIntervals: this.#gapIntervals,
      footer: this.#footer,
      truncated: this.#damage !== null,
      soundBytes: this.#soundBytes,
      digest: `sha256:${this.#hash.copy().digest("hex")}`,
    };
    const last = cameToItsEnd(this.#footer)
      ? this.#intervals.length - 1
      : lastWholeInterval(found, this.#intervals);
    return { ...found, lastInterval: last };
  }

  /** One line, and the number of bytes that follow it. */
  #take(line: Buffer, feedBytes: number): void {
    this.#lineNumber += 1;
    this.#readBytes += line.length + feedBytes;
    const text = line.toString("utf8");
    if (this.#header === null) {
      this.#header = parseHeader(text);
      this.#intervals = intervalsOf(this.#header.plan);
    } else if (!this.#add(text, this.#header)) {
      return;
    }
    this.#soundBytes = this.#readBytes;
  }

  /** False when the line is damaged: it may be the record's end. */
  #add(text: string, { engine: { workers } }: RecordHeader): boolean {
    const parsed = parseLine(text, { intervals: this.#intervals, workers, resumedUs: this.#resumedUs });
    if (parsed.kind === "damaged") {
      this.#damage ??= { number: this.#lineNumber, why: parsed.why };
      return false;
    }
    if (this.#damage !== null) throw badRecord(this.#damage.number, this.#damage.why);
    const resumes = parsed.kind === "line" && parsed.line.kind === "gap" && mayGoOn(this.#footer);
    if (this.#footer !== null && !resumes) throw badRecord(this.#lineNumber, "it stands behind the footer");
    if (parsed.kind === "unknown") return true;
    const { line, histograms } = parsed;
    switch (line.kind) {
      case "interval": {
        const row = obtain(this.#cells, line.interval, () => new Map<string, CellBuilder>());
        obtain(row, line.operation, () => new CellBuilder(this.#tallies)).add(line, histograms);
        break;
      }
      case "generator":
        obtain(this.#generator, line.interval, () => []).push(line);
        break;
      case "target":
        Object.assign(
          obtain(this.#target, line.interval, () => ({})),
          line.signals,
        );
        break;
      case "notice":
        this.#notices.push(line);
        break;
      case "origin":
        this.#origins.push(line);
        break;
      case "gap":
        this.#leaveOut(line);
        break;
      case "footer":
        this.#footer = line;
    }
    return true;
  }

  /** What was recorded of the gap's intervals left the plan with it. */
  #leaveOut(gap: GapLine): void {
    for (const { index, startUs } of this.#intervals) {
      if (startUs < gap.from_us) continue;
      this.#cells.delete(index);
      this.#generator.delete(index);
      this.#target.delete(index);
      if (startUs < gap.to_us) this.#gapIntervals.add(index);
    }
    this.#gaps.push(gap);
    this.#resumedUs = gap.to_us;
    this.#footer = null;
  }
}

/** After a stop rule the rest of the plan is there as shed; after any other end but the plan's own it is missing. */
function cameToItsEnd(footer: FooterLine | null): boolean {
  return footer?.ended.kind === "complete" || footer?.ended.kind === "stopped";
}

/** Whether a run that ended so may have been resumed. */
function mayGoOn(footer: FooterLine | null): boolean {
  return footer === null || footer.ended.kind === "interrupted" || footer.ended.kind === "engine_failed";
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
