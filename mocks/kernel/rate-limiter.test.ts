import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimiter, type RateLimit } from './rate-limiter.ts';

const limit = (changes: Partial<RateLimit> = {}): RateLimit => ({
  name: 'global-rate',
  key: 'account',
  perSecond: 10,
  burst: 5,
  ...changes,
});

function countLetIn(limiter: RateLimiter, limits: readonly RateLimit[], tries: number, nowMs = 0) {
  let count = 0;
  for (let index = 0; index < tries; index += 1) {
    if (limiter.take(limits, nowMs).kind === 'within') count += 1;
  }
  return count;
}

describe('a rate limiter', () => {
  it('lets a burst in, then as many as the rate allows', () => {
    const limiter = new RateLimiter();
    expect(countLetIn(limiter, [limit()], 20)).toBe(5);
    expect(countLetIn(limiter, [limit()], 20, 200)).toBe(2);
    expect(countLetIn(limiter, [limit()], 20, 60_000)).toBe(5);
  });

  it('names the limit and the wait after which the same request is let in', () => {
    const limiter = new RateLimiter();
    countLetIn(limiter, [limit()], 5);
    const verdict = limiter.take([limit()], 30);
    expect(verdict).toMatchObject({ kind: 'exceeded', limit: { name: 'global-rate' }, waitMs: 70 });
    expect(limiter.take([limit()], 99).kind).toBe('exceeded');
    expect(limiter.take([limit()], 100).kind).toBe('within');
  });

  it('counts each key on its own', () => {
    const limiter = new RateLimiter();
    expect(countLetIn(limiter, [limit()], 9)).toBe(5);
    expect(countLetIn(limiter, [limit({ key: 'other' })], 9)).toBe(5);
  });

  it('takes from no bucket when one of them is empty', () => {
    const limiter = new RateLimiter();
    const narrow = limit({ key: 'narrow', burst: 1 });
    expect(countLetIn(limiter, [limit(), narrow], 9)).toBe(1);
    expect(countLetIn(limiter, [limit()], 9)).toBe(4);
  });

  it('gives nothing for a clock that goes back, and forgets all when cleared', () => {
    const limiter = new RateLimiter();
    countLetIn(limiter, [limit()], 5, 10_000);
    expect(limiter.take([limit()], 0).kind).toBe('exceeded');
    limiter.clear();
    expect(countLetIn(limiter, [limit()], 9, 0)).toBe(5);
  });

  it('never lets more in than burst and rate together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 20 }),
        (pauses, burst) => {
          const limiter = new RateLimiter();
          let nowMs = 0;
          let count = 0;
          for (const pause of pauses) {
            nowMs += pause;
            if (limiter.take([limit({ burst })], nowMs).kind === 'within') count += 1;
          }
          expect(count).toBeLessThanOrEqual(burst + (nowMs * 10) / 1000);
        },
      ),
    );
  });

  it('keeps a limit while ten thousand other keys come and go', () => {
    const limiter = new RateLimiter();
    countLetIn(limiter, [limit({ perSecond: 0.001 })], 5);
    for (let index = 0; index < 10_500; index += 1) {
      limiter.take([limit({ key: `key-${index}` })], index);
    }
    expect(limiter.take([limit({ perSecond: 0.001 })], 10_500).kind).toBe('exceeded');
  });
});
