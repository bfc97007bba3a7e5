import type { VerdictReason } from '../core/verdict.ts';
import { reasonFor } from './judge-errors.ts';
import { wilsonInterval } from './statistics/wilson.ts';

export interface BaselineFigures {
  /** Payments that began, without scripted declines. */
  readonly offered: number;
  readonly good: number;
}

/** The least share of good payments before anything is broken. */
export const HEALTHY_GOODPUT = 0.9;

/**
 * Why the baseline is too ill for faults to say anything; null when it is well enough. Few payments
 * get the benefit of the doubt: it is ill when the 95 % interval lies below what is needed.
 */
export function findBaselineIllness(
  { offered, good }: BaselineFigures,
  neededRatio = HEALTHY_GOODPUT,
): VerdictReason | null {
  const isIll = offered === 0 || wilsonInterval(good, offered)[1] < neededRatio;
  if (!isIll) return null;
  return reasonFor('JUDGE_BASELINE_UNHEALTHY', { good, offered, needed: `${neededRatio * 100} %` });
}
