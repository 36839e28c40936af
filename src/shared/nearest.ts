import { distance } from "fastest-levenshtein";

const letters = (word: string): string => [...word].sort().join("");

/**
 * The candidate that a misspelt word most likely means, or null when none is near (a third of its letters, at least 2).
 * Of equally near ones, swapped letters win: "aks" is "ask", not "all".
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      edits: distance(word, candidate),
      swapped: letters(word) === letters(candidate),
    }))
    .sort((a, b) => a.edits - b.edits || Number(b.swapped) - Number(a.swapped));
  const best = ranked[0];
  return best !== undefined && best.edits <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : null;
}

/** ` (did you mean "recall"?)` or the empty string, to be put behind a message. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates);
  return best === null ? "" : ` (did you mean "${best}"?)`;
}
