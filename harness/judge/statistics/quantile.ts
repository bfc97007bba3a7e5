/**
 * The smallest value that at least the share `ratio` of all values does not exceed: nearest rank,
 * type 1 in Hyndman & Fan, "Sample Quantiles in Statistical Packages", The American Statistician
 * 50 (1996). It is always a value that was measured.
 *
 * @param sorted ascending
 * @param ratio in (0, 1]
 */
export function quantileOf(sorted: ArrayLike<number>, ratio: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[rankOf(ratio, sorted.length) - 1] ?? null;
}

/** The rank, from 1 to `count`, of a quantile. */
export function rankOf(ratio: number, count: number): number {
  // 0.95 * 20 is 19.000000000000004 in binary; without the slack it would be the 20th value.
  return Math.min(count, Math.max(1, Math.ceil(ratio * count - 1e-9)));
}
