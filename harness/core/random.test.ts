import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultDraw, isFaultDrawn } from './fault-draw.ts';
import { parseSeed } from './ids.ts';
import { createRandom, type PositionedStream } from './random.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const draws = (count: number, next: () => number): readonly number[] =>
  Array.from({ length: count }, () => next());

describe('a stream of chance', () => {
  it('gives the same draws for the same seed and name', () => {
    fc.assert(
      fc.property(seeds, fc.string(), (seed, name) => {
        const first = draws(20, createRandom(seed, name).next);
        expect(draws(20, createRandom(seed, name).next)).toEqual(first);
      }),
    );
  });

  it('is not moved by draws from a sibling fork', () => {
    const quiet = createRandom(7);
    const busy = createRandom(7);
    const sibling = busy.fork('faults');
    draws(100, sibling.next);
    expect(draws(5, busy.fork('arrivals').next)).toEqual(draws(5, quiet.fork('arrivals').next));
  });

  it('is uniform enough that a chi-square test over 100 buckets does not reject it', () => {
    const counts = Array.from({ length: 100 }, () => 0);
    const random = createRandom(42);
    for (let index = 0; index < 100_000; index += 1) {
      const bucket = Math.floor(random.next() * 100);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 99 degrees of freedom: the 0.1 % and 99.9 % quantiles.
    expect(chiSquare).toBeGreaterThan(60.3);
    expect(chiSquare).toBeLessThan(148.2);
  });
});

describe('the fault draw', () => {
  const key = { seed: parseSeed(1), fault: 'lost', reference: 'ord-1', operation: 'confirm' };

  it('depends on nothing but its key', () => {
    expect(faultDraw({ ...key, occurrence: 0 })).toBe(faultDraw({ ...key, occurrence: 0 }));
    expect(faultDraw({ ...key, occurrence: 0 })).not.toBe(faultDraw({ ...key, occurrence: 1 }));
  });

  it('meets about the asked share of references', () => {
    const met = Array.from({ length: 10_000 }, (_, index) =>
      isFaultDrawn({ ...key, reference: `ord-${index}`, occurrence: 0 }, 0.3),
    ).filter(Boolean).length;
    expect(met / 10_000).toBeGreaterThan(0.28);
    expect(met / 10_000).toBeLessThan(0.32);
  });

  it('never meets with share 0 and always with share 1', () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.nat(), (seed, reference, occurrence) => {
        const full = { ...key, seed: parseSeed(seed), reference, occurrence };
        expect(isFaultDrawn(full, 0)).toBe(false);
        expect(isFaultDrawn(full, 1)).toBe(true);
      }),
    );
  });
});

it('can be put back to where a stream of the same tree stood', () => {
  const streams = new Map<string, PositionedStream>();
  const random = createRandom(7, 'gateway', (path, stream) => streams.set(path, stream));
  const ids = random.fork('ids');
  ids.next();
  const positions = Array.from(streams, ([path, stream]) => [path, stream.position()] as const);
  const drawn = [ids.next(), random.next()];
  for (const [path, position] of positions) streams.get(path)?.moveTo(position);
  expect([ids.next(), random.next()]).toEqual(drawn);
  expect([...streams.keys()]).toEqual(['7/gateway', '7/gateway/ids']);
});
