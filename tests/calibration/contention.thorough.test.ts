import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VirtualWorld } from '../../index.ts';
import { BACKOFF_NAMES, type BackoffName } from './backoff.ts';
import { createCalibrationWorld, measureRaces, type Mean } from './measure.ts';
import { RACES, RACES_ERROR } from './published.ts';

/**
 * Standard errors that ours may be away from the published mean. Of thirty comparisons with a right
 * model one is further away in one of a hundred sets of seeds.
 */
const ERRORS = 3.6;
/** So that this means something: no standard error of ours is above that share of its mean. */
const LARGEST_ERROR = { completionMs: 0.06, calls: 0.02 } as const;
const TIMEOUT_MS = 180_000;

/** Runs: as many as that takes. */
const RUNS: Readonly<Record<number, Readonly<Record<BackoffName, number>>>> = {
  10: {
    none: 50,
    exponential: 100,
    'full jitter': 100,
    'equal jitter': 100,
    decorrelated: 100,
  },
  50: { none: 10, exponential: 20, 'full jitter': 30, 'equal jitter': 20, decorrelated: 40 },
  100: { none: 5, exponential: 6, 'full jitter': 12, 'equal jitter': 10, decorrelated: 20 },
};

let world: VirtualWorld;
const measured = new Map<string, { completionMs: Mean; calls: Mean }>();

beforeAll(async () => {
  world = await createCalibrationWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

async function measure(clients: number, backoff: BackoffName) {
  const key = `${clients}/${backoff}`;
  const runs = RUNS[clients]?.[backoff] ?? 0;
  const known = measured.get(key) ?? (await measureRaces(world, { clients, backoff, runs }));
  measured.set(key, known);
  return known;
}

describe('clients that race for one row', () => {
  const cells = Object.keys(RUNS).flatMap((clients) =>
    BACKOFF_NAMES.map((backoff) => [Number(clients), backoff] as const),
  );
  it.each(cells)(
    '%d with backoff "%s" need the time and the calls that were published',
    async (clients, backoff) => {
      const ours = await measure(clients, backoff);
      const [completionMs, calls] = RACES[clients]?.[backoff] ?? [0, 0];
      const published = { completionMs, calls };
      for (const figure of ['completionMs', 'calls'] as const) {
        const { mean, error } = ours[figure];
        const away = Math.abs(mean - published[figure]);
        const together = Math.hypot(error, RACES_ERROR * published[figure]);
        expect(error / mean, `standard error of ${figure}`).toBeLessThan(LARGEST_ERROR[figure]);
        expect(away / together, `${figure}: ${mean}, ${published[figure]}`).toBeLessThan(ERRORS);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'with jitter need less than half the calls and a tenth of the time of bare exponential backoff',
    async () => {
      const bare = await measure(100, 'exponential');
      const jittered = await measure(100, 'full jitter');
      expect(jittered.calls.mean).toBeLessThan(bare.calls.mean / 2);
      expect(jittered.completionMs.mean).toBeLessThan(bare.completionMs.mean / 10);
    },
    TIMEOUT_MS,
  );

  it(
    'need calls in the published order of strategies',
    async () => {
      const means = new Map<BackoffName, number>();
      for (const backoff of BACKOFF_NAMES) {
        means.set(backoff, (await measure(100, backoff)).calls.mean);
      }
      const order = [...means].sort(([, a], [, b]) => a - b).map(([name]) => name);
      expect(order).toEqual(['full jitter', 'equal jitter', 'decorrelated', 'exponential', 'none']);
    },
    TIMEOUT_MS,
  );
});
