import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../harness/core/random.ts';
import { backoffMs } from './backoff.ts';
import { createRetryBudget } from './retry-budget.ts';

const exponential = (jitter: 'none' | 'equal' | 'full') =>
  ({ kind: 'exponential', baseMs: 100, capMs: 1000, jitter }) as const;

describe('backoff', () => {
  it('doubles up to its cap', () => {
    const random = createRandom(1);
    const waits = [1, 2, 3, 4, 5, 6].map((n) => backoffMs(exponential('none'), n, null, random));
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  it.each([
    ['full', 0],
    ['equal', 0.5],
  ] as const)('with %s jitter spreads from %d of the ceiling up to it', (jitter, low) => {
    const random = createRandom(7);
    const waits = Array.from({ length: 200 }, () =>
      backoffMs(exponential(jitter), 1, null, random),
    );
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(low * 100);
    expect(Math.max(...waits)).toBeLessThan(100);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan((1 - low) * 80);
  });

  it('never undercuts what the provider asked for', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 1, max: 9 }), (retryAfterMs, retry) => {
        const wait = backoffMs(
          exponential('full'),
          retry,
          retryAfterMs,
          createRandom(retryAfterMs),
        );
        expect(wait).toBeGreaterThanOrEqual(retryAfterMs);
      }),
    );
    expect(backoffMs({ kind: 'none' }, 3, null, createRandom(1))).toBe(0);
  });
});

describe('the retry budget', () => {
  it('never lets retries exceed what was saved up and earned', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 20 }),
        fc.array(fc.constantFrom('first', 'retry'), { maxLength: 400 }),
        (ratio, burst, traffic) => {
          const budget = createRetryBudget({ ratio, burst });
          let firsts = 0;
          let retries = 0;
          for (const kind of traffic) {
            if (kind === 'first') {
              firsts += 1;
              budget.deposit();
            } else if (budget.withdraw()) retries += 1;
            expect(retries).toBeLessThanOrEqual(burst + firsts * ratio + 1e-9);
          }
        },
      ),
    );
  });

  it('null lets every retry pass', () => {
    const budget = createRetryBudget(null);
    expect(Array.from({ length: 100 }, () => budget.withdraw()).every(Boolean)).toBe(true);
  });
});
