import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE_NAMES } from '../../scenarios/catalogue/registry.ts';
import { withRate, withScale } from './adjust-scenario.ts';
import { loadScenario } from './load-scenario.ts';

describe('--rate', () => {
  it('replaces a constant rate', async () => {
    const scenario = await loadScenario('provider-outage');
    expect(withRate(scenario, 7).load.arrival).toEqual({ kind: 'constant', ratePerSecond: 7 });
  });

  it('keeps the shape of a ramp and sets its peak', async () => {
    const { arrival } = withRate(await loadScenario('rate-limit'), 140).load;
    expect(arrival).toMatchObject({
      kind: 'ramping',
      startRatePerSecond: 60,
      stages: [
        { toRatePerSecond: 60 },
        { toRatePerSecond: 140 },
        { toRatePerSecond: 140 },
        { toRatePerSecond: 60 },
      ],
    });
  });
});

describe('--scale', () => {
  it('multiplies phases, faults and ramps, and leaves rates and waits alone', async () => {
    const before = await loadScenario('late-arrival');
    const after = withScale(before, 0.2);
    expect(after.timeline).toMatchObject({
      baselineMs: 3_000,
      faultMs: 5_000,
      recoveryMs: 3_000,
    });
    expect(after.faults[0]).toMatchObject({
      atMs: 0,
      durationMs: 4_000,
      options: { holdMs: 4_000 },
    });
    expect(after.load).toEqual(before.load);
    const ramp = withScale(await loadScenario('rate-limit'), 0.1).load.arrival;
    expect(ramp).toMatchObject({
      stages: [{ durationMs: 1_500, toRatePerSecond: 30 }, {}, {}, {}],
    });
  });

  it('leaves a service as much time to settle as before', async () => {
    const scenario = await loadScenario('provider-outage');
    expect(withScale(scenario, 0.1).timeline.drainMs).toBe(scenario.timeline.drainMs);
    expect(withScale(scenario, 2).timeline.drainMs).toBe(scenario.timeline.drainMs * 2);
  });

  it.each(CATALOGUE_NAMES)('%s resolves at any scale from 0.1 to 3', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.1, max: 3, noNaN: true }), async (scale) => {
        const scenario = await loadScenario(name, { scale });
        for (const { atMs, durationMs } of scenario.faults) {
          expect(Number.isInteger(atMs) && Number.isInteger(durationMs)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });
});
