import { describe, expect, it } from 'vitest';
import { viewOf } from '../api/payment-view.ts';
import { createFakeProvider } from '../testing/fake-provider.ts';
import { QUICK_POLICY, startRig, type Rig } from '../testing/rig.ts';

const down = (rig: Rig): void => {
  rig.stripe.behave(() => 'not-processed');
  rig.paypal.behave(() => 'not-processed');
};

describe('when no provider is usable', () => {
  it('accepts the payment, promises a time, and works it off when one is', async () => {
    await using rig = startRig();
    down(rig);
    const payment = await rig.pay('order-1');
    expect(payment).toMatchObject({ status: 'pending', isQueued: true, isDegraded: true });
    expect(viewOf(payment, Date.now()).message).toMatch(/accepted/);
    await rig.service.reconciler.runRound();
    expect(rig.service.payments.findByOrder('order-1')).toMatchObject({ status: 'pending' });
    rig.paypal.behave(() => 'ok');
    expect(await rig.drain()).toBe(0);
    expect(rig.service.payments.findByOrder('order-1')).toMatchObject({
      status: 'paid',
      provider: 'paypal',
    });
    expect(rig.netOf('order-1')).toBe(1999);
  });

  it('ends an accepted payment with "not charged" when its promise has passed', async () => {
    await using rig = startRig({
      policy: { degradation: { ...QUICK_POLICY.degradation, promisedWithinMs: 0 } },
    });
    down(rig);
    expect(await rig.pay('order-1')).toMatchObject({ status: 'pending' });
    expect(await rig.drain()).toBe(0);
    const payment = rig.service.payments.findByOrder('order-1');
    expect(payment).toMatchObject({ status: 'not-charged', reason: 'unavailable' });
    rig.stripe.behave(() => 'ok');
    await rig.service.reconciler.runRound();
    expect(rig.netOf('order-1')).toBe(0);
  });

  it('offers other methods with a next step where nothing is queued', async () => {
    await using rig = startRig({
      policy: {
        degradation: { acceptAndQueue: false, offerOtherMethod: true, promisedWithinMs: 1000 },
      },
    });
    down(rig);
    const view = viewOf(await rig.pay('order-1'), Date.now());
    expect(view).toMatchObject({ status: 'not-charged', reason: 'unavailable', degraded: true });
    expect(view.alternatives).toContain('bank transfer');
    expect(view.nextStep).toContain('bank transfer');
  });

  it('says so plainly where the policy offers nothing', async () => {
    await using rig = startRig({
      policy: {
        degradation: { acceptAndQueue: false, offerOtherMethod: false, promisedWithinMs: 1000 },
      },
    });
    down(rig);
    const view = viewOf(await rig.pay('order-1'), Date.now());
    expect(view).toMatchObject({ reason: 'unavailable', degraded: false, alternatives: [] });
    expect(view.nextStep).toMatch(/try again/);
  });

  it('never says "not charged" while an outcome is unknown', async () => {
    await using rig = startRig({
      policy: {
        deadlineMs: 60,
        attemptTimeoutMs: 5,
        degradation: { acceptAndQueue: false, offerOtherMethod: true, promisedWithinMs: 0 },
      },
    });
    rig.stripe.behave(({ operation }) => (operation === 'create' ? 'ok' : 'lost'));
    rig.paypal.behave(() => 'not-processed');
    expect(await rig.pay('order-1')).toMatchObject({ status: 'pending' });
    await rig.service.reconciler.runRound();
    expect(rig.service.payments.findByOrder('order-1')).toMatchObject({ status: 'pending' });
  });
});

describe('routing', () => {
  it('leaves out a provider that does not take the currency, and says so', async () => {
    await using rig = startRig({
      stripe: createFakeProvider({ name: 'stripe', currencies: ['USD'] }),
    });
    expect(await rig.pay('order-1')).toMatchObject({ status: 'paid', provider: 'paypal' });
    const routed = (await rig.audit()).find((event) => event.kind === 'routed');
    expect(routed).toMatchObject({
      provider: 'paypal',
      skipped: [{ provider: 'stripe', reason: 'unsupported: currency' }],
    });
  });

  it('ends a payment that no provider takes as invalid', async () => {
    await using rig = startRig({
      only: ['stripe'],
      stripe: createFakeProvider({ name: 'stripe', currencies: ['USD'] }),
    });
    const payment = await rig.pay('order-1');
    expect(payment).toMatchObject({ status: 'not-charged', reason: 'invalid' });
  });

  it('ends a payment that every provider refuses as invalid', async () => {
    await using rig = startRig();
    rig.stripe.behave(() => 'refused');
    rig.paypal.behave(() => 'refused');
    const payment = await rig.pay('order-1');
    expect(payment).toMatchObject({ status: 'not-charged', reason: 'invalid' });
  });

  it('leaves out a provider whose breaker is open', async () => {
    await using rig = startRig({
      policy: {
        breaker: { failureRatio: 0.5, windowMs: 10_000, minimumCalls: 3, halfOpenAfterMs: 60_000 },
      },
    });
    rig.stripe.behave(() => 'not-processed');
    for (let n = 0; n < 4; n += 1) {
      expect(await rig.pay(`order-${n}`)).toMatchObject({ status: 'paid', provider: 'paypal' });
    }
    const calls = rig.stripe.calls.length;
    await rig.pay('order-9');
    expect(rig.stripe.calls).toHaveLength(calls);
    const trail = await rig.audit();
    expect(trail).toContainEqual(expect.objectContaining({ kind: 'breaker', state: 'open' }));
    expect(trail.filter((event) => event.kind === 'routed').at(-1)).toMatchObject({
      skipped: [{ provider: 'stripe', reason: 'breaker-open' }],
    });
  });

  it.each([
    ['none', 2],
    ['fenced', 1],
  ] as const)('asks one provider under failover %s with %i at most', async (kind, maxProviders) => {
    await using rig = startRig({ policy: { failover: { kind, maxProviders } } });
    rig.stripe.behave(() => 'not-processed');
    await rig.pay('order-1');
    expect(rig.paypal.calls).toEqual([]);
  });

  it('leaves out a provider that can not hold without taking', async () => {
    await using rig = startRig({
      stripe: createFakeProvider({ name: 'stripe', canAuthoriseOnly: false }),
    });
    const payment = await rig.pay('order-1', { captureMode: 'manual' });
    expect(payment).toMatchObject({ status: 'authorised', provider: 'paypal' });
  });
});

describe('the log', () => {
  it('has one line for a failed payment, with its chain of calls', async () => {
    await using rig = startRig();
    rig.stripe.behave(({ operation }) => (operation === 'confirm' ? { decline: 'hard' } : 'ok'));
    const { id } = await rig.pay('order-1');
    const lines = rig.log.filter((line) => line['payment'] === id);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      status: 'not-charged',
      reason: 'declined',
      attempts: [
        { provider: 'stripe', operation: 'create', outcome: 'approved' },
        { provider: 'stripe', operation: 'confirm', outcome: 'declined', code: 'card-hard' },
      ],
    });
  });
});
