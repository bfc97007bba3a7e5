import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrival } from '../../harness/core/scenario.ts';
import { createArrivalSchedule } from './arrival-schedule.ts';

const offsets = (arrival: Arrival, loadMs: number): readonly number[] => {
  const schedule = createArrivalSchedule(arrival, loadMs);
  return Array.from({ length: schedule.plannedIterations }, (_, index) => schedule.offsetMs(index));
};

const constant = (ratePerSecond: number): Arrival => ({ kind: 'constant', ratePerSecond });

const rates = fc.integer({ min: 1, max: 500_000 }).map((thousandths) => thousandths / 1000);
const ramps: fc.Arbitrary<Arrival> = fc.record({
  kind: fc.constant('ramping' as const),
  startRatePerSecond: rates,
  stages: fc.array(
    fc.record({ durationMs: fc.integer({ min: 1, max: 20_000 }), toRatePerSecond: rates }),
    { minLength: 1, maxLength: 5 },
  ),
});

describe('constant arrivals', () => {
  it('start at once and then one period apart', () => {
    expect(offsets(constant(4), 1_000)).toEqual([0, 250, 500, 750]);
  });

  it('are as many as the rate says, none at the very end', () => {
    expect(offsets(constant(50), 55_000)).toHaveLength(2_750);
    expect(offsets(constant(0.5), 3_000)).toEqual([0, 2_000]);
  });
});

describe('ramping arrivals', () => {
  it('come where the area under the rate reaches the next whole number', () => {
    // From 0 to 10 a second in ten seconds: area = t^2 / 2.
    const arrival: Arrival = {
      kind: 'ramping',
      startRatePerSecond: 0,
      stages: [{ durationMs: 10_000, toRatePerSecond: 10 }],
    };
    const times = offsets(arrival, 10_000);
    expect(times).toHaveLength(50);
    expect(times[0]).toBeCloseTo(Math.sqrt(2) * 1_000, 6);
    expect(times[7]).toBeCloseTo(4_000, 6);
    expect(times[49]).toBeCloseTo(10_000, 6);
  });

  it('hold the last rate until the load ends', () => {
    const arrival: Arrival = {
      kind: 'ramping',
      startRatePerSecond: 10,
      stages: [{ durationMs: 1_000, toRatePerSecond: 20 }],
    };
    const times = offsets(arrival, 3_000);
    expect(times).toHaveLength(15 + 40);
    expect(times[15]).toBeCloseTo(1_050, 6);
  });

  it('are cut off with the load', () => {
    const arrival: Arrival = {
      kind: 'ramping',
      startRatePerSecond: 0,
      stages: [{ durationMs: 20_000, toRatePerSecond: 20 }],
    };
    expect(offsets(arrival, 10_000)).toHaveLength(50);
  });

  it('pause while the rate is zero', () => {
    const arrival: Arrival = {
      kind: 'ramping',
      startRatePerSecond: 10,
      stages: [
        { durationMs: 1_000, toRatePerSecond: 10 },
        { durationMs: 1, toRatePerSecond: 0 },
        { durationMs: 5_000, toRatePerSecond: 0 },
        { durationMs: 1, toRatePerSecond: 10 },
      ],
    };
    const times = offsets(arrival, 7_002);
    expect(times[9]).toBeCloseTo(1_000, 6);
    expect(times[10]).toBeGreaterThan(6_000);
  });
});

describe('any schedule', () => {
  it('is in order, inside the load, and no longer than the peak rate allows', () => {
    fc.assert(
      fc.property(
        fc.oneof(ramps, rates.map(constant)),
        fc.integer({ min: 1_000, max: 20_000 }),
        (arrival, loadMs) => {
          const { peakRatePerSecond } = createArrivalSchedule(arrival, loadMs);
          const times = offsets(arrival, loadMs);
          expect(times.length).toBeLessThanOrEqual((peakRatePerSecond * loadMs) / 1_000 + 1);
          for (const [index, time] of times.entries()) {
            const before = times[index - 1] ?? 0;
            if (!(time >= before && time <= loadMs)) expect.fail(`${before} then ${time}`);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
