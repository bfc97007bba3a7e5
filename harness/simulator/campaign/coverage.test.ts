import { describe, expect, it } from 'vitest';
import type { AttemptStarted, RunEvent } from '../../core/events.ts';
import type { ScheduledFault, Scenario } from '../../core/scenario.ts';
import { EXAMPLE_SCENARIO } from '../../judge/testing/example-scenario.ts';
import { addCoverage, measureCoverage, possiblePairs } from './coverage.ts';

const AT_STRIPE = { gateway: 'stripe', share: 1, atMs: 0, durationMs: 100 } as const;
const lost: ScheduledFault = {
  ...AT_STRIPE,
  name: 'lost',
  layer: 'gateway',
  fault: 'processed-then-lost',
  options: {},
  operations: ['confirm'],
};
const down: ScheduledFault = {
  ...AT_STRIPE,
  name: 'down',
  layer: 'network',
  direction: 'upstream',
  effect: { kind: 'down' },
};
const killed: ScheduledFault = {
  name: 'killed',
  layer: 'process',
  action: 'kill',
  atMs: 0,
  durationMs: 100,
};

const scenario = (...faults: readonly ScheduledFault[]): Scenario => ({
  ...EXAMPLE_SCENARIO,
  faults,
});

let seq = 0;
const attempt = (
  t: number,
  endT: number | null,
  part: Partial<AttemptStarted> = {},
): readonly RunEvent[] => {
  seq += 1;
  const common = {
    source: 'service',
    order: 'o-1',
    payment: 'p-1',
    attempt: `a-${seq}`,
    provider: 'stripe',
    operation: 'confirm',
  } as const;
  const started: RunEvent = {
    ...common,
    kind: 'attempt-started',
    seq,
    t,
    key: null,
    retry: 0,
    purpose: 'pay',
    ...part,
  };
  if (endT === null) return [started];
  const { operation, provider, order, payment } = { ...common, ...part };
  const ended: RunEvent = {
    ...common,
    operation,
    provider,
    order,
    payment,
    kind: 'attempt-ended',
    seq,
    t: endT,
    outcome: 'approved',
    decline: null,
    code: '',
    durationMs: endT - t,
    object: null,
  };
  return [started, ended];
};
const exchange = (t: number, order: string | null, faults: readonly string[]): RunEvent => ({
  kind: 'exchange',
  source: 'gateway:stripe',
  seq: 0,
  t,
  exchange: 'x',
  operation: 'confirm',
  order,
  key: null,
  object: null,
  fingerprint: '',
  status: 200,
  endT: t,
  isReplay: false,
  faults,
  decline: null,
  instrument: null,
});
const armed = (fault: string, t: number, clearedT: number): readonly RunEvent[] => [
  { kind: 'fault', source: 'drill', seq: 0, t, fault, action: 'armed', detail: '' },
  { kind: 'fault', source: 'drill', seq: 1, t: clearedT, fault, action: 'cleared', detail: '' },
];

describe('what faults met', () => {
  it('counts what the gateways saw where the target keeps no trail', () => {
    const events = [
      exchange(1, 'o-1', []),
      exchange(11, 'o-1', ['lost']),
      exchange(12, 'o-2', ['lost']),
      exchange(13, null, ['lost']),
    ];
    expect(measureCoverage(scenario(lost), events)['lost']).toMatchObject({
      'paying-again': 1,
      paying: 1,
    });
  });

  it('counts a gateway fault where the journal of the gateway names it', () => {
    const events = [
      ...attempt(0, 5),
      exchange(1, 'o-1', []),
      ...attempt(10, 15, { retry: 1 }),
      exchange(11, 'o-1', ['lost']),
    ];
    expect(measureCoverage(scenario(lost), events)['lost']).toMatchObject({
      paying: 0,
      'paying-again': 1,
    });
  });

  it('counts a token that could not be had for every call that waited for it', () => {
    const events = [
      ...attempt(0, 20),
      ...attempt(5, 20, { purpose: 'capture', operation: 'capture' }),
      ...attempt(30, 40, { purpose: 'refund', operation: 'refund' }),
      exchange(10, null, ['lost']),
    ];
    expect(measureCoverage(scenario(lost), events)['lost']).toMatchObject({
      paying: 1,
      capturing: 1,
      refunding: 0,
    });
  });

  it('counts a network fault for calls to its gateway alone, while it lasts', () => {
    const elsewhere = { provider: 'paypal', payment: 'p-2' } as const;
    const events = [
      ...armed('down', 10, 20),
      ...attempt(0, 5),
      ...attempt(8, 12, { purpose: 'capture' }),
      ...attempt(12, 14, elsewhere),
      ...attempt(25, 30),
    ];
    expect(measureCoverage(scenario(down), events)['down']).toMatchObject({
      paying: 0,
      capturing: 1,
    });
  });

  it('counts a kill for what was in flight at its moment, and nothing later', () => {
    const events = [
      ...armed('killed', 10, 20),
      ...attempt(8, 12),
      ...attempt(15, 18, { purpose: 'refund' }),
    ];
    expect(measureCoverage(scenario(killed), events)['killed']).toMatchObject({
      paying: 1,
      refunding: 0,
    });
  });

  it('calls it elsewhere when another provider was asked first', () => {
    const events = [
      ...armed('down', 0, 100),
      ...attempt(1, 2, { provider: 'paypal' }),
      ...attempt(3, 4),
    ];
    expect(measureCoverage(scenario(down), events)['down']).toMatchObject({
      paying: 0,
      'paying-elsewhere': 1,
    });
  });

  it('adds up over seeds', () => {
    const one = measureCoverage(scenario(lost), [...attempt(0, 5), exchange(1, 'o-1', ['lost'])]);
    expect(addCoverage(addCoverage({}, one), one)['lost']).toMatchObject({ paying: 2 });
  });

  it('wants no pair that the scenario rules out', () => {
    const pairs = possiblePairs({
      ...scenario(lost),
      load: { ...EXAMPLE_SCENARIO.load, journeys: { pay: 1 } },
    });
    const states = pairs.map(({ state }) => state);
    expect(states).toContain('paying');
    expect(states).not.toContain('capturing');
    expect(states).not.toContain('refunding');
  });
});
