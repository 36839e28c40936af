/** The length of every embedding. */
export const DIMENSIONS = 64;
/** Longer runs of letters count by their beginning, so that one hostile word costs no more than others. */
const LONGEST_WORD = 64;

/** The words of a text: runs of letters and digits, lower case, without accents. Search and embedding see only these. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, LONGEST_WORD));
}

/**
 * A deterministic embedding by feature hashing (Weinberger et al. 2009): each word (weight 1) and each of its character
 * trigrams (weight 1/2, so that near spellings are near) adds its weight, with a hashed sign, to one hashed dimension;
 * then unit length. Null for a text without words. It knows spelling, not meaning: enough to make recall do real work.
 */
export function embed(text: string): Float32Array | null {
  const words = wordsOf(text);
  if (words.length === 0) return null;
  const vector = new Float32Array(DIMENSIONS);
  for (const word of words) {
    add(vector, word, 1);
    const framed = `^${word}$`;
    for (let i = 0; i + 3 <= framed.length; i++) add(vector, framed.slice(i, i + 3), 0.5);
  }
  const length = Math.hypot(...vector);
  return length === 0 ? null : vector.map((x) => x / length);
}

/** A vector as SQLite stores it: little-endian 32-bit floats. */
export function bytesOf(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((x, i) => {
    bytes.writeFloatLE(x, i * 4);
  });
  return bytes;
}

function add(vector: Float32Array, feature: string, weight: number): void {
  const hash = hashOf(feature);
  const dimension = hash % DIMENSIONS;
  vector[dimension] = (vector[dimension] ?? 0) + ((hash >>> 16) & 1 ? weight : -weight);
}

/** FNV-1a, with a last mix because neighbouring trigrams differ in their low bits only. */
function hashOf(feature: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < feature.length; i++) hash = Math.imul(hash ^ feature.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
