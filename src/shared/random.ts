/** Seeded randomness: the same seed and stream give the same draws on every machine and in every engine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in [0, below). */
  int(below: number): number;
  /** One element; throws on an empty list. */
  pick<T>(list: readonly T[]): T;
  /** Exponential with the given mean: -mean * ln(1 - u). */
  exponential(mean: number): number;
  /** A version 4 UUID from four draws. */
  uuid(): string;
}

/** MurmurHash3's 32-bit finalizer (Appleby, public domain): every input bit reaches every output bit. */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** FNV-1a over UTF-16 code units: names a stream. */
function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/**
 * sfc32 (Doty-Humphrey, PractRand; public domain) seeded from (seed, stream, seq); the first 12 draws are thrown away,
 * as its author advises. `seed` and `seq` may use the full range of safe integers.
 */
export function seededRandom(seed: number, stream: string, seq: number): Random {
  let a = mix(seed | 0) ^ mix(Math.floor(seed / 2 ** 32) | 0);
  let b = mix(hashText(stream) + 0x9e3779b9);
  let c = mix((seq | 0) + 0x7f4a7c15) ^ mix((Math.floor(seq / 2 ** 32) | 0) + 0x2545f491);
  let counter = 1;
  const draw = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) draw();

  const next = (): number => draw() / 2 ** 32;
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    pick: (list) => {
      if (list.length === 0) throw new RangeError("random.pick: the list is empty");
      return list[int(list.length)] as (typeof list)[number];
    },
    exponential: (mean) => -mean * Math.log(1 - next()),
    uuid: () => {
      const hex = [draw(), draw(), draw(), draw()].map((n) => n.toString(16).padStart(8, "0")).join("");
      const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 3) | 8).toString(16);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}

/** `seededRandom(seed, stream, seq).next()` as a function of `seq`, for millions of them: the first draw alone, no closures. */
export function firstDraws(seed: number, stream: string): (seq: number) => number {
  const seededA = mix(seed | 0) ^ mix(Math.floor(seed / 2 ** 32) | 0);
  const seededB = mix(hashText(stream) + 0x9e3779b9);
  return (seq) => {
    let a = seededA;
    let b = seededB;
    let c = mix((seq | 0) + 0x7f4a7c15) ^ mix((Math.floor(seq / 2 ** 32) | 0) + 0x2545f491);
    let t = 0;
    for (let counter = 1; counter <= 13; counter++) {
      t = (((a + b) | 0) + counter) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (c << 21) | (c >>> 11);
      c = (c + t) | 0;
    }
    return (t >>> 0) / 2 ** 32;
  };
}
