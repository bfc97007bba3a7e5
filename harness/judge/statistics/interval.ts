/** A 95 % interval. */
export type Interval = readonly [low: number, high: number];

/** The smallest interval that holds both. */
export function hull(left: Interval, right: Interval): Interval {
  return [Math.min(left[0], right[0]), Math.max(left[1], right[1])];
}
