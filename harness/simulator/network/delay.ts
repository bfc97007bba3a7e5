import { assertNever } from '../../core/assert-never.ts';
import type { Random } from '../../core/random.ts';

/** A delay in milliseconds: always the same, or drawn for each flight. */
export type Delay =
  | number
  | { readonly kind: 'uniform'; readonly lowMs: number; readonly highMs: number }
  | { readonly kind: 'normal'; readonly meanMs: number; readonly deviationMs: number }
  | { readonly kind: 'log-normal'; readonly medianMs: number; readonly sigma: number }
  | { readonly kind: 'exponential'; readonly minMs: number; readonly meanMs: number };

/** Whole microseconds, so that no floating point function decides an order. */
export function drawDelayUs(delay: Delay, random: Random): number {
  return Math.max(0, Math.round(drawMs(delay, random) * 1000));
}

function drawMs(delay: Delay, random: Random): number {
  if (typeof delay === 'number') return delay;
  switch (delay.kind) {
    case 'uniform':
      return delay.lowMs + random.next() * (delay.highMs - delay.lowMs);
    case 'normal':
      return random.normal(delay.meanMs, delay.deviationMs);
    case 'log-normal':
      return random.logNormal(delay.medianMs, delay.sigma);
    case 'exponential':
      return delay.minMs + random.exponential(delay.meanMs);
    default:
      return assertNever(delay);
  }
}

export function brokenDelay(delay: Delay): string | null {
  const numbers = typeof delay === 'number' ? [delay] : Object.values(delay);
  const isGood = numbers.every(
    (value) => typeof value === 'string' || (Number.isFinite(value) && value >= 0),
  );
  return isGood ? null : 'a delay is a number of milliseconds from 0';
}
