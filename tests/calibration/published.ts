import type { BackoffName } from './backoff.ts';
import type { StrategyName } from './retry-strategies.ts';

// What the original programs give. Both posts show graphs and no tables, so these are means of many
// runs of their published programs (400 for the races), as facts to compare with.

/** Clients, then completion in milliseconds and writes. 95 % interval at 100 clients: 1.5 %. */
export const RACES: Readonly<
  Record<number, Readonly<Record<BackoffName, readonly [completionMs: number, calls: number]>>>
> = {
  10: {
    none: [378, 51],
    exponential: [3463, 51],
    'full jitter': [459, 39],
    'equal jitter': [725, 43],
    decorrelated: [434, 38],
  },
  50: {
    none: [1138, 690],
    exponential: [36457, 626],
    'full jitter': [2897, 333],
    'equal jitter': [4268, 347],
    decorrelated: [2228, 375],
  },
  100: {
    none: [2026, 2421],
    exponential: [63529, 1855],
    'full jitter': [4895, 796],
    'equal jitter': [6635, 812],
    decorrelated: [4642, 1001],
  },
  190: {
    none: [3536, 8006],
    exponential: [101284, 5169],
    'full jitter': [7485, 1772],
    'equal jitter': [9448, 1760],
    decorrelated: [7958, 2433],
  },
};

/** Share of the standard error in those means. */
export const RACES_ERROR = 0.0077;

/** Failure ratio of a try, then the share of calls that succeed and tries for each call. */
export const RETRIES: readonly (readonly [
  failureRatio: number,
  Readonly<Record<StrategyName, readonly [successRatio: number, loadFactor: number]>>,
])[] = [
  [
    0.05,
    {
      none: [0.95, 1],
      'three retries': [1, 1.052],
      adaptive: [0.9998, 1.052],
      breaker: [0.998, 1.05],
    },
  ],
  [
    0.1,
    {
      none: [0.9, 1],
      'three retries': [0.9999, 1.109],
      adaptive: [0.985, 1.094],
      breaker: [0.932, 1.035],
    },
  ],
  [
    0.2,
    {
      none: [0.799, 1],
      'three retries': [0.998, 1.251],
      adaptive: [0.882, 1.104],
      breaker: [0.8, 1],
    },
  ],
  [
    0.5,
    {
      none: [0.499, 1],
      'three retries': [0.937, 1.875],
      adaptive: [0.552, 1.104],
      breaker: [0.499, 1],
    },
  ],
  [1, { none: [0, 1], 'three retries': [0, 4], adaptive: [0, 1.104], breaker: [0, 1] }],
];

/** 100 calls/s in all, by so many clients: tries for each call when half of them fail (adaptive),
 * and the share of calls that succeed when one in twenty fails (breaker). */
export const CLIENT_COUNTS: readonly {
  readonly clients: number;
  readonly adaptiveLoad: number;
  readonly breakerSuccess: number;
}[] = [
  { clients: 10, adaptiveLoad: 1.1, breakerSuccess: 0.9985 },
  { clients: 100, adaptiveLoad: 1.14, breakerSuccess: 0.986 },
  { clients: 1000, adaptiveLoad: 1.46, breakerSuccess: 0.956 },
];

/** "What is backoff for?" (2022): three retries, half of the tries fail, 50 s, 100 clients. */
export const SERIAL_FIRST_TRIES = { withoutBackoff: 45_800, withBackoff: 21_600 } as const;
