import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../core/random.ts';
import {
  blockLengthOf,
  bootstrapRatio,
  drawBins,
  percentileInterval,
  RESAMPLES,
} from './block-bootstrap.ts';
import { bootstrapQuantiles } from './bootstrap-quantiles.ts';
import { quantileOf } from './quantile.ts';
import { ruleOfThree } from './rule-of-three.ts';
import { shareInterval } from './share-interval.ts';
import { wilsonInterval } from './wilson.ts';

describe('quantileOf', () => {
  test('gives the nearest rank of known values', () => {
    // The example of the nearest-rank method: 15, 20, 35, 40, 50.
    const sorted = [15, 20, 35, 40, 50];
    expect([0.05, 0.3, 0.4, 0.5, 1].map((ratio) => quantileOf(sorted, ratio))).toEqual([
      15, 20, 20, 35, 50,
    ]);
  });

  test('does not stumble over binary fractions', () => {
    const sorted = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(quantileOf(sorted, 0.95)).toBe(19);
    expect(quantileOf(sorted, 0.55)).toBe(11);
  });

  test('has no value for nothing', () => {
    expect(quantileOf([], 0.5)).toBeNull();
  });
});

describe('wilsonInterval', () => {
  // R: prop.test(x, n, correct = FALSE)$conf.int
  test.each([
    [10, 100, 0.05522914, 0.17436566],
    [0, 10, 0, 0.27753279],
    [10, 10, 0.72246721, 1],
    [1, 2, 0.09453121, 0.90546879],
  ])('%i of %i lie in [%d, %d]', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval[0]).toBeCloseTo(low, 6);
    expect(interval[1]).toBeCloseTo(high, 6);
  });

  test('says nothing without trials', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });
});

describe('ruleOfThree', () => {
  test('is exact, and near 3/n', () => {
    expect(ruleOfThree(10)).toBeCloseTo(0.2588656, 6);
    expect(ruleOfThree(300)).toBeCloseTo(3 / 300, 3);
    expect(ruleOfThree(0)).toBe(1);
  });
});

describe('drawBins', () => {
  test('draws as many bins as there are, each as often as any other in the long run', () => {
    const random = createRandom(1);
    const weights = new Uint16Array(10);
    const totals = new Float64Array(10);
    for (let round = 0; round < 20_000; round += 1) {
      drawBins(weights, 3, random);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(10);
      for (const [bin, weight] of weights.entries()) totals[bin] = (totals[bin] ?? 0) + weight;
    }
    // Plain moving blocks would draw the first bin a third as often as those in the middle.
    for (const total of totals) expect(total / 20_000).toBeCloseTo(1, 1);
  });
});

describe('bootstrapRatio', () => {
  const bins = (values: readonly number[]): Float64Array => Float64Array.from(values);
  const of = (hits: readonly number[], seed = 1) =>
    bootstrapRatio(bins(hits), bins(hits.map(() => 10)), createRandom(seed));

  test('is the same for the same seed, and another for another', () => {
    const hits = Array.from({ length: 30 }, (_, index) => (index * 7) % 11);
    expect(of(hits)).toEqual(of(hits));
    expect(of(hits, 2)).not.toEqual(of(hits));
  });

  test('is as wide as theory says when bins are independent', () => {
    // Binomial bins: 100 x 10 trials at 0.5, standard error 0.0158.
    const random = createRandom(3);
    const hits = Array.from({ length: 100 }, () => {
      let hit = 0;
      for (let trial = 0; trial < 10; trial += 1) hit += random.chance(0.5) ? 1 : 0;
      return hit;
    });
    const [low = 0, high = 0] = of(hits) ?? [];
    expect(high - low).toBeGreaterThan(0.03);
    expect(high - low).toBeLessThan(0.1);
  });

  test('is wider when the same failures come in one clump', () => {
    const scattered = Array.from({ length: 40 }, (_, index) => (index % 4 === 0 ? 6 : 10));
    const clumped = Array.from({ length: 40 }, (_, index) => (index < 4 ? 0 : 10));
    const [scatteredLow = 0, scatteredHigh = 0] = of(scattered) ?? [];
    const [clumpedLow = 0, clumpedHigh = 0] = of(clumped) ?? [];
    expect(clumpedHigh - clumpedLow).toBeGreaterThan(2 * (scatteredHigh - scatteredLow));
  });

  test('says nothing about nothing', () => {
    expect(bootstrapRatio(bins([0, 0]), bins([0, 0]), createRandom(1))).toBeNull();
  });
});

describe('shareInterval', () => {
  test('holds the share, and never says that it is certain', () => {
    const shares = fc.array(
      fc.record({
        trials: fc.integer({ min: 1, max: 20 }),
        ratio: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 20, maxLength: 40 },
    );
    fc.assert(
      fc.property(shares, (bins) => {
        const trials = Float64Array.from(bins, (bin) => bin.trials);
        const hits = Float64Array.from(bins, (bin) => Math.round(bin.trials * bin.ratio));
        const share = hits.reduce((a, b) => a + b) / trials.reduce((a, b) => a + b);
        const [low, high] = shareInterval(hits, trials, createRandom(1)) ?? [1, 0];
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
        expect(high - low).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });

  test('bounds what never failed by the rule of three', () => {
    const all = Float64Array.from({ length: 20 }, () => 15);
    const [low = 0, high = 0] = shareInterval(all, all, createRandom(1)) ?? [];
    expect(low).toBeCloseTo(1 - ruleOfThree(300), 12);
    expect(high).toBe(1);
  });
});

describe('bootstrapQuantiles', () => {
  const sample = (values: readonly number[], binCount: number) => ({
    values: Float64Array.from(values),
    bins: Uint16Array.from(values, (_, index) => index % binCount),
    binCount,
  });

  test('holds the quantile of an even sample', () => {
    const values = Array.from({ length: 1000 }, (_, index) => index);
    const [p50, p99] = bootstrapQuantiles(sample(values, 20), [0.5, 0.99], createRandom(1));
    expect(p50?.[0]).toBeLessThanOrEqual(499);
    expect(p50?.[1]).toBeGreaterThanOrEqual(499);
    expect(p99?.[0]).toBeLessThanOrEqual(989);
    expect(p99?.[1]).toBeGreaterThanOrEqual(989);
  });

  test('agrees with writing each resample out and sorting it', () => {
    const random = createRandom(5);
    const values = Array.from({ length: 57 }, () => random.integer(0, 30)).sort((a, b) => a - b);
    const { bins, binCount } = sample(values, 6);
    for (const ratio of [0.01, 0.3, 0.5, 0.9, 0.99, 1]) {
      const stream = createRandom(7);
      const weights = new Uint16Array(binCount);
      const written: number[] = [];
      for (let round = 0; round < RESAMPLES; round += 1) {
        drawBins(weights, blockLengthOf(binCount), stream);
        const drawn = values.flatMap((value, index) =>
          Array.from<number>({ length: weights[bins[index] ?? 0] ?? 0 }).fill(value),
        );
        written.push(quantileOf(drawn, ratio) ?? Number.NaN);
      }
      const [interval] = bootstrapQuantiles(sample(values, 6), [ratio], createRandom(7));
      expect(interval).toEqual(percentileInterval(written));
    }
  });

  test('says nothing about nothing', () => {
    expect(bootstrapQuantiles(sample([], 5), [0.5], createRandom(1))).toEqual([null]);
  });
});
