import { eachCell, type PackedTally, type Tally, unpack } from "../measure/index.ts";

/**
 * Decoded histograms, kept while there is room: a day's record has tens of thousands, which decoded would fill the memory,
 * and decoding one takes some ten microseconds. Whoever walks along the intervals, or slides a window over them, finds
 * the last ones here.
 */
export class TallyCache {
  readonly #kept = new Map<object, Tally>();
  #cells = 0;

  get(key: object, decode: () => Tally): Tally {
    const there = this.#kept.get(key);
    if (there !== undefined) return there;
    const made = decode();
    if (this.#cells + made.valuesUs.length > MOST_CELLS) this.#drop(made.valuesUs.length);
    this.#kept.set(key, made);
    this.#cells += made.valuesUs.length;
    return made;
  }

  /** Makes room by dropping the oldest. */
  #drop(room: number): void {
    for (const [key, { valuesUs }] of this.#kept) {
      if (this.#cells + room <= MOST_CELLS) return;
      this.#kept.delete(key);
      this.#cells -= valuesUs.length;
    }
  }
}

/** A cell takes 16 bytes: 16 MB. A run of a minute fits in. */
const MOST_CELLS = 1_000_000;

/** The sum of some encoded histograms, decoded when it is looked at. */
export class LazyTally implements PackedTally {
  readonly #parts: Uint8Array[] = [];
  readonly #cache: TallyCache;
  /** What the decoded sum is kept under; another one after each line that is added. */
  #key: object = {};
  #total = 0;

  constructor(cache: TallyCache) {
    this.#cache = cache;
  }

  /** Adds the counts of a histogram that was found sound, with the number of its observations. */
  add(counts: Uint8Array, total: number): void {
    if (total === 0) return;
    this.#parts.push(counts);
    this.#total += total;
    this.#key = {};
  }

  get total(): number {
    return this.#total;
  }

  get valuesUs(): readonly number[] {
    return this.#decoded().valuesUs;
  }

  get counts(): readonly number[] {
    return this.#decoded().counts;
  }

  eachCell(take: (cell: number, count: number) => void): void {
    for (const part of this.#parts) eachCell(part, take);
  }

  #decoded(): Tally {
    return this.#cache.get(this.#key, () => unpack(this));
  }
}
