// The five ways to wait after a lost race, as in Marc Brooker's "Exponential Backoff And Jitter"
// (AWS Architecture Blog, 2015; aws-samples/aws-arch-backoff-simulator).

const BASE_MS = 5;
const CAP_MS = 2_000;

/** How long to wait after the given lost attempt; the first is 1. */
export type Backoff = (attempt: number) => number;

const exponential: Backoff = (attempt) => Math.min(CAP_MS, BASE_MS * 2 ** attempt);
const between = (low: number, high: number): number => low + Math.random() * (high - low);

/** One for each client: the decorrelated one remembers its last wait. */
export const BACKOFFS = {
  none: () => () => 0,
  exponential: () => exponential,
  'full jitter': () => (attempt) => between(0, exponential(attempt)),
  'equal jitter': () => (attempt) => {
    const half = exponential(attempt) / 2;
    return half + between(0, half);
  },
  decorrelated: () => {
    let lastMs = BASE_MS;
    return () => {
      lastMs = Math.min(CAP_MS, between(BASE_MS, lastMs * 3));
      return lastMs;
    };
  },
} as const satisfies Record<string, () => Backoff>;

export type BackoffName = keyof typeof BACKOFFS;
export const BACKOFF_NAMES = Object.keys(BACKOFFS) as readonly BackoffName[];
