import { describe, expect, it } from 'vitest';
import { resilient } from '../../scenarios/policies/resilient.ts';
import { DEFAULT_LOAD, DEFAULT_TIMELINE } from './defaults.ts';
import { refusalOf } from './refusal.fixture.ts';
import { resolveScenario } from './resolve-scenario.ts';
import { defineScenario } from './scenario-input.ts';

const MINIMAL = defineScenario({ name: 'mine', hypothesis: 'It holds.' });
const DOWN = {
  name: 'down',
  layer: 'network',
  gateway: 'stripe',
  effect: { kind: 'down' },
  durationMs: '5s',
} as const;

describe('resolving a scenario', () => {
  it('fills in everything that was left out', () => {
    expect(resolveScenario(MINIMAL)).toEqual({
      name: 'mine',
      hypothesis: 'It holds.',
      gateways: ['stripe', 'paypal'],
      policy: resilient,
      load: DEFAULT_LOAD,
      timeline: DEFAULT_TIMELINE,
      faults: [],
      objectives: [],
      stopConditions: [],
    });
  });

  it('reads durations with their units', () => {
    const { timeline, faults } = resolveScenario({
      ...MINIMAL,
      timeline: { baselineMs: '1.5s', faultMs: '1m', recoveryMs: '2500ms', drainMs: 3_000 },
      faults: [{ ...DOWN, atMs: '10 s' }],
    });
    expect(timeline).toEqual({
      baselineMs: 1_500,
      faultMs: 60_000,
      recoveryMs: 2_500,
      drainMs: 3_000,
    });
    expect(faults).toMatchObject([
      { atMs: 10_000, durationMs: 5_000, share: 1, direction: 'downstream' },
    ]);
  });

  it("fills in a gateway fault's own defaults", () => {
    const { faults } = resolveScenario({
      ...MINIMAL,
      faults: [
        { name: 'slow', layer: 'gateway', gateway: 'paypal', fault: 'latency', durationMs: 1 },
      ],
    });
    expect(faults[0]).toMatchObject({
      options: { distribution: 'fixed', delayMs: 200 },
      operations: [],
    });
  });

  it('narrows a gateway fault to some payments, tries and times', () => {
    const { faults } = resolveScenario(
      defineScenario({
        ...MINIMAL,
        faults: [
          {
            name: 'some',
            layer: 'gateway',
            gateway: 'paypal',
            fault: 'hang',
            durationMs: '5s',
            match: { currency: 'EUR', amountMinor: { atLeast: 1000 } },
            pattern: 'fail fail pass',
            sharePer: 'payment',
            cycle: { onMs: '2s', offMs: 500 },
          },
        ],
      }),
    );
    expect(faults[0]).toMatchObject({
      match: { currency: 'EUR', amountMinor: { atLeast: 1000 } },
      pattern: 'fail fail pass',
      sharePer: 'payment',
      cycle: { onMs: 2000, offMs: 500 },
    });
  });

  it('refuses to match on what no request has', () => {
    const match = { curency: 'EUR' };
    const fault = { name: 'a', layer: 'gateway', gateway: 'stripe', fault: 'hang', durationMs: 1 };
    expect(() => resolveScenario({ ...MINIMAL, faults: [{ ...fault, match }] })).toThrow(
      'can not match on "curency"',
    );
  });

  it('refuses a fault of signed answers at a gateway that signs none', () => {
    const fault = { name: 'a', layer: 'gateway', gateway: 'stripe', durationMs: 1 };
    expect(() =>
      resolveScenario({ ...MINIMAL, faults: [{ ...fault, fault: 'unsigned-answer' }] }),
    ).toThrow('shows nothing at stripe, which has no signed answers');
  });

  it('takes a fault of webhooks at any gateway', () => {
    const fault = { name: 'a', layer: 'gateway', gateway: 'stripe', durationMs: 1 };
    const faults = [{ ...fault, fault: 'webhook-drop', match: { type: { prefix: 'charge.' } } }];
    expect(resolveScenario({ ...MINIMAL, faults }).faults).toHaveLength(1);
  });

  it('takes an inline policy whose gaps are as in resilient', () => {
    const { policy } = resolveScenario({ ...MINIMAL, policy: { name: 'mine', breaker: null } });
    expect(policy).toMatchObject({ name: 'mine', breaker: null, retry: resilient.retry });
  });

  it('applies policy, set, rate and scale in this order', () => {
    const scenario = resolveScenario(MINIMAL, {
      policy: 'no-retry',
      set: ['policy.retry.maxAttempts=2', 'timeline.faultMs=40s', 'load.arrival.ratePerSecond=9'],
      ratePerSecond: 20,
      scale: 0.5,
    });
    expect(scenario.policy).toMatchObject({ name: 'no-retry', retry: { maxAttempts: 2 } });
    expect(scenario.timeline.faultMs).toBe(20_000);
    expect(scenario.load.arrival).toEqual({ kind: 'constant', ratePerSecond: 20 });
  });

  it('never changes what it was given', () => {
    const input = { ...MINIMAL, faults: [{ ...DOWN }] };
    const before = structuredClone(input);
    resolveScenario(input, { set: ['faults[0].atMs=1s', 'name=other'], scale: 2 });
    expect(input).toEqual(before);
  });

  it('gives a scenario that resolves to itself', () => {
    const resolved = resolveScenario({ ...MINIMAL, faults: [DOWN] });
    expect(resolveScenario(resolved)).toEqual(resolved);
  });

  it.each([
    [{ ratePerSecond: -1 }, /--rate must be a number from 0\.1 to 5000, got -1/],
    [{ ratePerSecond: Number.NaN }, /--rate .* got NaN/],
    [{ scale: 0 }, /--scale must be a number from 0\.01 to 100, got 0/],
    [{ scale: Number.POSITIVE_INFINITY }, /--scale .* got Infinity/],
  ])('refuses %j', async (changes, message) => {
    expect((await refusalOf(() => resolveScenario(MINIMAL, changes))).message).toMatch(message);
  });
});

describe('what a schema alone refuses', () => {
  it.each([
    ['load.declineRatio', -0.1, /must be a number from 0 to 1, got -0\.1/],
    ['load.patienceMs', 0, /must be a whole number from 1 to 600000, got 0/],
    ['load.arrival.ratePerSecond', 1e9, /must be a number from 0\.1 to 5000, got 1000000000/],
    ['timeline.faultMs', 1.5, /must be a whole number from 100 to 7200000, got 1\.5/],
    ['timeline.faultMs', '"1 fortnight"', /must be a duration .* got "1 fortnight"/],
    ['timeline.faultMs', '"99h"', /must be a whole number from 100 to 7200000, got "99h"/],
    ['policy.retry.maxAttempts', 0, /must be a whole number from 1 to 20, got 0/],
    ['policy.retry.budget.ratio', '"much"', /must be a number from 0 to 10, got "much"/],
    ['load.journeys.pay', -1, /must be a number from 0 to 1000000, got -1/],
    ['name', '"Two Words"', /must be a name in kebab-case, got "Two Words"/],
  ])('%s = %s', async (path, value, message) => {
    const refusal = await refusalOf(() => resolveScenario(MINIMAL, { set: [`${path}=${value}`] }));
    expect(refusal.message).toMatch(message);
  });

  it.each([
    [
      'what crashes Toxiproxy: a bandwidth below zero',
      { kind: 'bandwidth', kilobytesPerSecond: -1 },
    ],
    ['what crashes Toxiproxy: a slicer without a size', { kind: 'slicer', averageBytes: 0 }],
    ['a slicer that varies by its size', { kind: 'slicer', averageBytes: 9, variationBytes: 9 }],
    ['a reset that Toxiproxy would not let go of', { kind: 'reset', afterMs: 6_000 }],
    ['half a millisecond of latency', { kind: 'latency', latencyMs: 0.5 }],
  ])('%s', async (_what, effect) => {
    const refusal = await refusalOf(() =>
      resolveScenario({ ...MINIMAL, faults: [{ ...DOWN, effect }] }),
    );
    expect(refusal).toMatchObject({ code: 'CONFIG_INVALID_VALUE' });
  });

  it('asks for a key that is nearly the one that was written', async () => {
    const refusal = await refusalOf(() =>
      resolveScenario({ ...MINIMAL, faults: [{ ...DOWN, layer: undefined, layr: 'network' }] }),
    );
    expect(refusal.message).toBe('faults[0] has no key "layr"');
    expect(refusal.hint).toContain('"layer"');
  });

  it('tells the slip among keys that are unknown because of it', async () => {
    const arrival = '{"stages":[{"durationMs":9,"toRatePerSecond":1}],"kkind":"ramping"}';
    const refusal = await refusalOf(() =>
      resolveScenario(MINIMAL, { set: [`load.arrival=${arrival}`] }),
    );
    expect(refusal.message).toBe('load.arrival has no key "kkind"');
  });

  it.each([
    ['load.journeys.pya=1', '"pay"'],
    ['load.currencies.EURO=1', '"EUR"'],
    ['load.arrival.kind=constnt', '"constant"'],
    ['faults[0].effect.kind=dwn', '"down"'],
    ['faults[0].layer=proces', '"process"'],
    ['policy=no-timout', '"no-timeout"'],
    ['policy.failover.kind=fence', '"fenced"'],
    ['gateways=["pypal"]', '"paypal"'],
    ['objectives=[{"name":"godput","phase":"fault","bound":{"atLeast":1}}]', '"goodput"'],
  ])('%s is answered with %s', async (set, nearest) => {
    const refusal = await refusalOf(() =>
      resolveScenario({ ...MINIMAL, faults: [DOWN] }, { set: [set] }),
    );
    expect(refusal.hint).toContain(`Did you mean ${nearest}?`);
  });

  it.each([null, 7, 'text', [], { name: 'x' }])('%j as a scenario', async (input) => {
    const refusal = await refusalOf(() => resolveScenario(input));
    expect(refusal.code).toBe('CONFIG_INVALID_VALUE');
  });
});

describe('a gateway fault', () => {
  const slow = { name: 'slow', layer: 'gateway', gateway: 'stripe', durationMs: 1_000 };
  const refusal = (fault: object) =>
    refusalOf(() => resolveScenario({ ...MINIMAL, faults: [{ ...slow, ...fault }] }));

  it('that nobody knows is refused with the nearest name', async () => {
    expect((await refusal({ fault: 'late-arival' })).hint).toContain('"late-arrival"');
  });

  it('with a misspelt option is refused with the nearest option', async () => {
    const { hint } = await refusal({ fault: 'late-arrival', options: { holdMS: 5 } });
    expect(hint).toContain('"holdMs"');
  });

  it('with an operation that it never meets is refused', async () => {
    const { code } = await refusal({ fault: 'decline-surge', operations: ['refund'] });
    expect(code).toBe('FAULT_OPERATION_NEVER_MET');
  });
});
