import { describe, expect, it } from 'vitest';
import type { ClientAnswered } from '../../core/events.ts';
import type { ProviderName } from '../../core/outcome.ts';
import type { ScheduledFault } from '../../core/scenario.ts';
import { judge } from '../judge.ts';
import { EXAMPLE_SCENARIO, exampleOrder } from '../testing/example-scenario.ts';
import { inputOf } from '../testing/legal-run.ts';
import { closeScript, createRunScript, OrderScript } from '../testing/run-script.ts';

// A target that keeps no trail: customers and gateways alone tell what happened.

const common = { name: 'f', gateway: 'stripe', share: 1, atMs: 0, durationMs: 1000 } as const;
const DOWN: ScheduledFault = {
  ...common,
  layer: 'network',
  direction: 'downstream',
  effect: { kind: 'down' },
};
const SLOW: ScheduledFault = {
  ...common,
  layer: 'gateway',
  fault: 'latency',
  options: { delayMs: 9 },
  operations: [],
};
const KILLED: ScheduledFault = {
  name: 'killed',
  layer: 'process',
  action: 'kill',
  atMs: 0,
  durationMs: 1000,
};
const FROM = 1000;
const UNTIL = 2000;

/** One customer: when it asked, and which gateways heard of it, a millisecond later. */
interface Asked {
  readonly at: number;
  readonly heardBy?: ProviderName;
  readonly takesMs?: number;
  readonly failure?: ClientAnswered['failure'];
}

function faultsAfter(customers: readonly Asked[], faults: readonly ScheduledFault[] = [DOWN]) {
  const script = createRunScript();
  const orders = customers.map(({ at, heardBy, takesMs = 3, failure = null }, index) => {
    const order = exampleOrder({ orderId: `order-${index}` });
    const told = new OrderScript(script, order);
    script.t = at;
    told.begin();
    const attempt = told.attempt(heardBy ?? 'stripe', 'confirm');
    if (heardBy !== undefined) told.exchange(attempt);
    told.answer(null, { startT: at, t: at + takesMs, failure });
    return order;
  });
  const events = closeScript(script).filter(({ source }) => source !== 'service');
  const facts = faults.map(({ name }) => ({
    name,
    plannedStartMs: FROM,
    startMs: FROM,
    endMs: UNTIL,
    isProved: true,
  }));
  const scenario = { ...EXAMPLE_SCENARIO, faults };
  return judge({ ...inputOf(scenario, orders, events), faults: facts, sources: ['client'] }).faults;
}

const asked = (at: number, heardBy?: ProviderName): Asked =>
  heardBy === undefined ? { at } : { at, heardBy };
const BEFORE = [asked(100, 'stripe'), asked(200, 'stripe')];

describe('where the target keeps no trail', () => {
  it('orders that a cut-off gateway never saw, though it saw all before, met the fault', () => {
    const [fault] = faultsAfter([...BEFORE, asked(1100), asked(1200), asked(1300, 'paypal')]);
    expect(fault).toMatchObject({ touchedRequests: 3, routedAway: 0 });
    expect(fault?.estimated).toEqual(['touchedRequests']);
  });

  it('counts them in the share of those that it saw before, rounded down', () => {
    const half = [asked(100, 'stripe'), asked(200, 'paypal')];
    const during = [asked(1100), asked(1200), asked(1300)];
    expect(faultsAfter([...half, ...during])[0]?.touchedRequests).toBe(1);
    expect(faultsAfter([...half, asked(1100)])[0]?.touchedRequests).toBe(0);
  });

  it.each<[string, readonly Asked[]]>([
    ['who asked before or after', [...BEFORE, asked(900), asked(2100)]],
    ['who was answered after it had ended', [...BEFORE, { at: 1900, takesMs: 200 }]],
    ['whom the target did not answer', [...BEFORE, { at: 1100, failure: 'connection' }]],
    ['where the gateway saw nobody before', [asked(100), asked(200, 'paypal'), asked(1100)]],
    ['where nobody had come before', [asked(1100), asked(1200)]],
  ])('does not count anybody %s', (_, customers) => {
    expect(faultsAfter(customers)[0]).toMatchObject({ touchedRequests: 0, routedAway: 0 });
  });

  it('does not count anybody while the target itself was killed or paused', () => {
    const [fault] = faultsAfter([...BEFORE, asked(1100)], [DOWN, KILLED]);
    expect(fault?.touchedRequests).toBe(0);
  });

  it('believes what the gateway saw', () => {
    const seen = [asked(1100, 'stripe'), asked(1150, 'stripe')];
    const [fault] = faultsAfter([...BEFORE, ...seen, asked(1200)]);
    expect(fault?.touchedRequests).toBe(2);
    expect(fault).not.toHaveProperty('estimated');
  });

  it('orders that a gateway within reach did not see were routed away from it', () => {
    const customers = [...BEFORE, asked(1100), asked(1200, 'paypal')];
    expect(faultsAfter(customers, [SLOW])[0]).toMatchObject({
      touchedRequests: 0,
      routedAway: 2,
      estimated: ['routedAway'],
    });
    const some = [...BEFORE, asked(1100, 'stripe'), asked(1200)];
    expect(faultsAfter(some, [SLOW])[0]?.routedAway).toBe(1);
    const cutOff = faultsAfter(customers, [SLOW, { ...DOWN, name: 'cut' }]);
    expect(cutOff).toMatchObject([{ routedAway: 0 }, { touchedRequests: 2 }]);
  });
});
