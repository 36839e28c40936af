import { closest, distance } from "fastest-levenshtein";

/** The candidate that a misspelt word most likely means, or null when none is near (a third of its letters, at least 2). */
export function nearest(word: string, candidates: readonly string[]): string | null {
  if (candidates.length === 0) return null;
  const best = closest(word, candidates);
  return distance(word, best) <= Math.max(2, Math.floor(word.length / 3)) ? best : null;
}

/** ` (did you mean "recall"?)` or the empty string, to be put behind a message. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates);
  return best === null ? "" : ` (did you mean "${best}"?)`;
}
