/** `20261121-090000-recall-2x-1a2b`: sorts by time, says what it was, and collides with no other. UTC. */
export function runIdOf(
  wallMs: number,
  profile: string,
  multipliers: readonly number[],
  random: string,
): string {
  const stamp = new Date(wallMs).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `${stamp}-${profile}-${multipliers.join("-")}x-${random}`;
}
