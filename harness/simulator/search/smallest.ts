export interface SmallestOptions {
  /** Known to fail. */
  readonly value: number;
  readonly lowest: number;
  /** From coarse to fine; each a divisor of the one before. */
  readonly units: readonly number[];
}

/**
 * The smallest multiple of a unit that still fails, found by bisection. Whole seconds come before
 * tenths, because a person will read the number: a finer unit is looked at only below one of the
 * coarser, or where no multiple of the coarser one fails. A value between two multiples may also
 * grow to the next one.
 *
 * Where failing is not monotone this is one of several local answers, and the same one each time.
 */
export async function findSmallest(
  { value, lowest, units }: SmallestOptions,
  stillFails: (value: number) => Promise<boolean>,
): Promise<number> {
  let smallest = value;
  for (const unit of units) {
    if (smallest < unit) continue;
    smallest = await bisect({ smallest, lowest, unit }, stillFails);
    if (smallest % unit === 0 && smallest > unit) return smallest;
  }
  return smallest;
}

async function bisect(
  { smallest, lowest, unit }: { smallest: number; lowest: number; unit: number },
  stillFails: (value: number) => Promise<boolean>,
): Promise<number> {
  // In multiples of the unit; `high` is the smallest known to fail.
  let low = Math.ceil(lowest / unit);
  let high = Math.ceil(smallest / unit);
  if (low * unit < smallest && (await stillFails(low * unit))) return low * unit;
  if (high * unit !== smallest && !(await stillFails(high * unit))) {
    // The next multiple above is no answer; the one below may be.
    high -= 1;
    if (high <= low || !(await stillFails(high * unit))) return smallest;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await stillFails(middle * unit)) high = middle;
    else low = middle;
  }
  return high * unit;
}
