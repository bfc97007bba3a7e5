import type { Random } from '../../core/random.ts';
import type { NetworkEffect } from '../../core/scenario.ts';

export interface NetworkRange {
  readonly kind: NetworkEffect['kind'];
  /** There is no share of it. */
  readonly isForEverybody?: true;
  draw(random: Random): NetworkEffect;
}

/** How strong network faults are when chance draws them. */
export const NETWORK_RANGES: readonly NetworkRange[] = [
  {
    kind: 'latency',
    draw: (random) => {
      const latencyMs = random.integer(20, 1_500);
      return { kind: 'latency', latencyMs, jitterMs: random.integer(0, latencyMs) };
    },
  },
  {
    kind: 'bandwidth',
    draw: (random) => ({ kind: 'bandwidth', kilobytesPerSecond: random.integer(1, 10) }),
  },
  { kind: 'black-hole', draw: () => ({ kind: 'black-hole' }) },
  { kind: 'reset', draw: (random) => ({ kind: 'reset', afterMs: random.integer(0, 300) }) },
  {
    kind: 'slow-close',
    draw: (random) => ({ kind: 'slow-close', delayMs: random.integer(100, 2_000) }),
  },
  {
    kind: 'slicer',
    draw: (random) => ({
      kind: 'slicer',
      averageBytes: random.integer(20, 200),
      variationBytes: 10,
      delayMicroseconds: random.integer(100, 50_000),
    }),
  },
  {
    kind: 'data-limit',
    draw: (random) => ({ kind: 'data-limit', bytes: random.integer(1, 5_000) }),
  },
  { kind: 'down', isForEverybody: true, draw: () => ({ kind: 'down' }) },
];
