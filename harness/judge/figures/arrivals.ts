import { assertNever } from '../../core/assert-never.ts';
import type { Arrival } from '../../core/scenario.ts';

/** How many arrivals the schedule wants in [0, t): the integral of its rate. */
export function arrivalsUntil(arrival: Arrival, t: number): number {
  const ms = Math.max(0, t);
  switch (arrival.kind) {
    case 'constant':
      return (arrival.ratePerSecond * ms) / 1000;
    case 'ramping': {
      let rate = arrival.startRatePerSecond;
      let left = ms;
      let arrivals = 0;
      for (const { durationMs, toRatePerSecond } of arrival.stages) {
        const spent = Math.min(left, durationMs);
        const reached =
          durationMs === 0
            ? toRatePerSecond
            : rate + ((toRatePerSecond - rate) * spent) / durationMs;
        arrivals += ((rate + reached) / 2) * (spent / 1000);
        rate = reached;
        left -= spent;
        if (left <= 0) return arrivals;
      }
      return arrivals + (rate * left) / 1000;
    }
    default:
      return assertNever(arrival);
  }
}

/** Shares out dropped iterations: to where arrivals fell short of the schedule, whole numbers. */
export function shareOutDrops(
  dropped: number,
  planned: readonly number[],
  begun: readonly number[],
): readonly number[] {
  const shortfalls = planned.map((count, index) => Math.max(0, count - (begun[index] ?? 0)));
  const total = shortfalls.reduce((sum, shortfall) => sum + shortfall, 0);
  if (dropped <= 0 || total <= 0) return planned.map(() => 0);
  const exact = shortfalls.map((shortfall) => (dropped * shortfall) / total);
  const shares = exact.map(Math.floor);
  let left = dropped - shares.reduce((sum, share) => sum + share, 0);
  // Largest remainder first; ties go to the earlier one.
  const byRemainder = [...exact.keys()].sort(
    (a, b) => remainderOf(exact, b) - remainderOf(exact, a) || a - b,
  );
  for (const index of byRemainder) {
    if (left <= 0) break;
    shares[index] = (shares[index] ?? 0) + 1;
    left -= 1;
  }
  return shares;
}

const remainderOf = (exact: readonly number[], index: number): number => (exact[index] ?? 0) % 1;
