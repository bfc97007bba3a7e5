import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VirtualWorld } from '../../index.ts';
import { createCalibrationWorld, measureRetries } from './measure.ts';
import { CLIENT_COUNTS, RETRIES, SERIAL_FIRST_TRIES } from './published.ts';
import { STRATEGY_NAMES } from './retry-strategies.ts';

/** Standard errors; see contention.thorough.test.ts. */
const ERRORS = 3.6;
/** A client's breaker trips for all its calls at once: they tell less than as many of their own. */
const CLUSTERED = { none: 1, 'three retries': 1, adaptive: 1, breaker: 2 } as const;
/** The published share has three digits, sometimes four. */
const ROUNDING = 0.001;
const LOAD_TOLERANCE = 0.025;
const TIMEOUT_MS = 180_000;

// Of the hundred published clients, five: the server fails at random, whatever its load, so clients
// know nothing of each other and five are a sample.
const SAMPLE = 5;

let world: VirtualWorld;
beforeAll(async () => {
  world = await createCalibrationWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const within = (published: number, share: number): [number, number] => [
  published * (1 - share),
  published * (1 + share),
];

function expectWithin(actual: number, [low, high]: readonly [number, number], what: string): void {
  expect(actual, what).toBeGreaterThanOrEqual(low);
  expect(actual, what).toBeLessThanOrEqual(high);
}

describe('retries against a server that fails at random', () => {
  const cells = RETRIES.flatMap(([failureRatio, published]) =>
    STRATEGY_NAMES.map((strategy) => [strategy, failureRatio, published[strategy]] as const),
  );
  it.each(cells)(
    '"%s" at failure ratio %d: success and load as published',
    async (strategy, failureRatio, [successRatio, loadFactor]) => {
      const ours = await measureRetries(world, { strategy, failureRatio, clients: SAMPLE });
      const error = Math.sqrt((successRatio * (1 - successRatio)) / ours.calls);
      const margin = ROUNDING + ERRORS * CLUSTERED[strategy] * error;
      expectWithin(ours.successRatio, [successRatio - margin, successRatio + margin], 'success');
      expectWithin(ours.loadFactor, within(loadFactor, LOAD_TOLERANCE), 'load');
    },
    TIMEOUT_MS,
  );

  it(
    'three of them: 1 - p^4 succeed, and each call costs (1 - p^4) / (1 - p) tries',
    async () => {
      for (const p of [0.3, 0.7]) {
        const strategy = 'three retries';
        const ours = await measureRetries(world, { strategy, failureRatio: p, clients: SAMPLE });
        const success = 1 - p ** 4;
        const margin = ERRORS * Math.sqrt((success * (1 - success)) / ours.calls);
        expectWithin(ours.successRatio, [success - margin, success + margin], 'success');
        expectWithin(ours.loadFactor, within(success / (1 - p), LOAD_TOLERANCE), 'load');
      }
    },
    TIMEOUT_MS,
  );

  // Many clients with few calls each: the bucket never empties, and the breaker trips too soon.
  it.each(CLIENT_COUNTS)(
    'by $clients clients with 100 calls/s between them: load and success as published',
    async ({ clients, adaptiveLoad, breakerSuccess }) => {
      const load = { clients: Math.min(clients, 300), callsPerSecond: 100 / clients };
      const half = { ...load, strategy: 'adaptive', failureRatio: 0.5 } as const;
      const adaptive = await measureRetries(world, half);
      expectWithin(adaptive.loadFactor, within(adaptiveLoad, LOAD_TOLERANCE), 'adaptive load');
      const few = { ...load, strategy: 'breaker', failureRatio: 0.05 } as const;
      const breaker = await measureRetries(world, few);
      const error = Math.sqrt((breakerSuccess * (1 - breakerSuccess)) / breaker.calls);
      const margin = ROUNDING + ERRORS * CLUSTERED.breaker * error;
      const range = [breakerSuccess - margin, breakerSuccess + margin] as const;
      expectWithin(breaker.successRatio, range, 'breaker success');
    },
    TIMEOUT_MS,
  );
});

describe('backoff of 100 ms before three retries, when half of the tries fail', () => {
  const load = {
    strategy: 'three retries',
    failureRatio: 0.5,
    clients: 10,
    seconds: 50,
  } as const;

  it.each([0, 100])('leaves the load of open arrivals at 1.87 (%d ms)', async (backoffMs) => {
    const { loadFactor } = await measureRetries(world, { ...load, backoffMs });
    expectWithin(loadFactor, within(1.87, LOAD_TOLERANCE), 'load');
  });

  it.each([
    [0, SERIAL_FIRST_TRIES.withoutBackoff],
    [100, SERIAL_FIRST_TRIES.withBackoff],
  ])('of %d ms lets serial clients make the calls that were published', async (backoffMs, all) => {
    const { calls } = await measureRetries(world, { ...load, arrivals: 'serial', backoffMs });
    expectWithin(calls, within(all / 10, 0.05), 'calls');
  });
});
