import { describe, expect, it } from 'vitest';
import type { ServiceEvent } from '../../harness/core/events.ts';
import type { Policy } from '../../harness/core/policy.ts';
import { createFakeProvider } from '../testing/fake-provider.ts';
import { cardNamed, QUICK_POLICY, startRig } from '../testing/rig.ts';
import { stopTime } from '../testing/stop-time.ts';
import type { Payment } from './payment.ts';

describe('a payment on working providers', () => {
  it('is paid at the first provider and nowhere else', async () => {
    await using rig = startRig();
    const payment = await rig.pay('order-1');
    expect(payment).toMatchObject({ status: 'paid', provider: 'stripe' });
    expect(rig.stripe.netOf('order-1')).toBe(1999);
    expect(rig.paypal.calls).toEqual([]);
    expect(rig.service.payments.openIds()).toEqual([]);
  });

  it('only holds the money when capture is manual', async () => {
    await using rig = startRig();
    const payment = await rig.pay('order-1', { captureMode: 'manual' });
    expect(payment.status).toBe('authorised');
    expect(rig.heldOf('order-1')).toBe(1999);
    expect(rig.netOf('order-1')).toBe(0);
  });

  it('commits each attempt with its key before the provider sees it', async () => {
    await using rig = startRig();
    await rig.pay('order-1');
    const keys = (await rig.audit()).flatMap((event) =>
      event.kind === 'attempt-started' ? [event.key] : [],
    );
    expect(keys).toEqual(rig.stripe.calls.map((call) => call.key));
  });
});

describe('declines', () => {
  it.each(['lost-card', 'incorrect-cvc', 'insufficient-funds'] as const)(
    'presents %s at no other provider and tells that nothing was charged',
    async (card) => {
      await using rig = startRig();
      const payment = await rig.pay('order-1', { card: cardNamed(card) });
      expect(payment).toMatchObject({ status: 'not-charged', reason: 'declined' });
      expect(rig.stripe.calls.filter((call) => call.operation === 'confirm')).toHaveLength(1);
      expect(rig.paypal.calls).toEqual([]);
    },
  );

  it('lets another provider try after a soft decline, behind a fence', async () => {
    await using rig = startRig();
    rig.stripe.behave(({ operation }) => (operation === 'confirm' ? { decline: 'soft' } : 'ok'));
    const payment = await rig.pay('order-1');
    expect(payment).toMatchObject({ status: 'paid', provider: 'paypal' });
    const fenced = (await rig.audit()).filter((event) => event.kind === 'fenced');
    expect(fenced).toMatchObject([{ provider: 'stripe', proof: 'declined' }]);
  });

  it('finds a decline whose answer was lost by replaying the key', async () => {
    await using rig = startRig();
    rig.stripe.behave(({ operation, nth }) =>
      operation === 'confirm' && nth === 0 ? 'lost' : 'ok',
    );
    const payment = await rig.pay('order-1', { card: cardNamed('stolen-card') });
    expect(payment).toMatchObject({ status: 'not-charged', reason: 'declined' });
    expect(rig.paypal.calls).toEqual([]);
  });
});

describe('an unknown outcome', () => {
  it('is replayed under the same key', async () => {
    await using rig = startRig();
    rig.stripe.behave(({ operation, nth }) =>
      operation === 'confirm' && nth === 0 ? 'lost' : 'ok',
    );
    expect(await rig.pay('order-1')).toMatchObject({ status: 'paid', provider: 'stripe' });
    const keys = rig.stripe.calls.flatMap((call) =>
      call.operation === 'confirm' ? [call.key] : [],
    );
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(2);
    expect(rig.netOf('order-1')).toBe(1999);
  });

  it('is looked up when the provider repeats a stored error', async () => {
    await using rig = startRig();
    rig.stripe.behave(({ operation }) => (operation === 'confirm' ? 'stored-500' : 'ok'));
    expect(await rig.pay('order-1')).toMatchObject({ status: 'paid', provider: 'stripe' });
    expect(rig.netOf('order-1')).toBe(1999);
  });

  it('moves to another provider once a cancel is acknowledged', async () => {
    await using rig = startRig();
    rig.stripe.behave(({ operation }) => (operation === 'confirm' ? 'late' : 'ok'));
    expect(await rig.pay('order-1')).toMatchObject({ status: 'paid', provider: 'paypal' });
    rig.stripe.deliverLate();
    expect(rig.stripe.netOf('order-1')).toBe(0);
    expect(rig.paypal.netOf('order-1')).toBe(1999);
    const trail = await rig.audit();
    const fencedAt = trail.findIndex((event) => event.kind === 'fenced');
    const backupAt = trail.findIndex(isAttemptAt('paypal'));
    expect(trail[fencedAt]).toMatchObject({ provider: 'stripe', proof: 'cancelled' });
    expect(fencedAt).toBeLessThan(backupAt);
  });

  it('stays pending where no fence is to be had, and is settled by a later replay', async () => {
    await using rig = startRig({ paypal: createFakeProvider({ name: 'paypal' }) });
    rig.stripe.behave(() => 'not-processed');
    rig.paypal.behave(({ operation }) => (operation === 'confirm' ? 'late' : 'ok'));
    expect(await rig.pay('order-1')).toMatchObject({ status: 'pending' });
    rig.stripe.behave(() => 'ok');
    rig.paypal.behave(() => 'ok');
    expect(await rig.drain()).toBe(0);
    rig.paypal.deliverLate();
    const payment = rig.service.payments.findByOrder('order-1');
    expect(payment).toMatchObject({ status: 'paid', provider: 'paypal' });
    expect(rig.netOf('order-1')).toBe(1999);
    expect(rig.stripe.calls.filter((call) => call.operation === 'confirm')).toEqual([]);
  });

  it('of a create lets another provider be asked, and is resolved afterwards', async () => {
    await using rig = startRig();
    rig.stripe.behave(({ operation }) => (operation === 'create' ? 'lost' : 'ok'));
    expect(await rig.pay('order-1')).toMatchObject({ status: 'paid', provider: 'paypal' });
    expect(rig.service.payments.openIds()).toHaveLength(1);
    rig.stripe.behave(() => 'ok');
    expect(await rig.drain()).toBe(0);
    expect(rig.netOf('order-1')).toBe(1999);
  });

  it('stays unknown when a replay is not processed', async () => {
    await using rig = startRig({ only: ['stripe'] });
    rig.stripe.behave(({ operation, nth }) => {
      if (operation === 'confirm') return nth === 0 ? 'lost' : 'not-processed';
      return operation === 'create' ? 'ok' : 'not-processed';
    });
    expect(await rig.pay('order-1')).toMatchObject({ status: 'pending' });
  });
});

describe('the deadline', () => {
  it('is kept when a provider hangs: the customer is told pending, with a promise', async () => {
    await using rig = startRig({
      policy: {
        deadlineMs: 100,
        attemptTimeoutMs: null,
        failover: { kind: 'none', maxProviders: 1 },
      },
    });
    rig.stripe.behave(() => 'hang');
    using time = stopTime();
    const told: Payment[] = [];
    const paying = rig.pay('order-1').then((payment) => told.push(payment));
    // It is told a little before the deadline, so that the answer is there in time.
    await time.advance(94);
    expect(told).toEqual([]);
    await time.advance(6);
    await paying;
    expect(told).toMatchObject([{ status: 'pending' }]);
    expect(told[0]?.promisedUntil).toBeGreaterThan(Date.now());
  });

  it('does not end the work: the payment is paid in the background', async () => {
    await using rig = startRig({ policy: { deadlineMs: 20, attemptTimeoutMs: 60 } });
    rig.stripe.behave(({ nth }) => (nth === 0 ? 'hang' : 'ok'));
    using time = stopTime();
    const paying = rig.pay('order-1');
    await time.advance(20);
    expect(await paying).toMatchObject({ status: 'pending' });
    await time.advance(100);
    await rig.service.payments.idle();
    expect(rig.service.payments.findByOrder('order-1')).toMatchObject({ status: 'paid' });
    expect(rig.netOf('order-1')).toBe(1999);
  });
});

describe('retries', () => {
  it('wait as long as the provider asks, or are left to another provider', async () => {
    await using rig = startRig({ only: ['stripe'] });
    rig.stripe.behave(({ operation, nth }) =>
      operation === 'create' && nth === 0 ? { retryAfterMs: 60 } : 'ok',
    );
    const startedAt = Date.now();
    expect(await rig.pay('order-1')).toMatchObject({ status: 'paid' });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(59);
    rig.stripe.behave(() => ({ retryAfterMs: 60_000 }));
    expect(await rig.pay('order-2')).toMatchObject({ status: 'pending', isQueued: true });
    expect(rig.stripe.calls.filter((call) => call.order === 'order-2')).toHaveLength(1);
  });

  it.each([1, 4])('stop after %i tries of an operation', async (maxAttempts) => {
    await using rig = startRig({
      only: ['stripe'],
      policy: { retry: { ...QUICK_POLICY.retry, maxAttempts } },
    });
    rig.stripe.behave(() => 'not-processed');
    await rig.pay('order-1');
    expect(rig.stripe.calls).toHaveLength(maxAttempts);
  });

  it('stay in the budget', async () => {
    await using rig = startRig({
      only: ['stripe'],
      policy: { retry: { ...QUICK_POLICY.retry, budget: { ratio: 0.1, burst: 3 } } },
    });
    rig.stripe.behave(() => 'not-processed');
    for (let n = 0; n < 20; n += 1) await rig.pay(`order-${n}`);
    // 3 saved up, and a tenth of 20 first tries.
    expect(rig.stripe.calls.length - 20).toBeLessThanOrEqual(5);
    expect(rig.stripe.calls.length - 20).toBeGreaterThanOrEqual(3);
  });
});

describe('bad policies show their fault', () => {
  it('a new key for each retry charges twice after a lost answer', async () => {
    await using rig = startRig({
      only: ['stripe'],
      policy: { retry: { ...QUICK_POLICY.retry, idempotencyKey: 'new' } },
    });
    rig.stripe.behave(({ operation, nth }) =>
      operation === 'confirm' && nth === 0 ? 'lost' : 'ok',
    );
    expect(await rig.pay('order-1')).toMatchObject({ status: 'paid' });
    expect(await rig.drain()).toBe(0);
    expect(rig.netOf('order-1')).toBe(2 * 1999);
  });

  it.each(['lost', 'late'] as const)('failover on unknown charges twice after %s', async (how) => {
    await using rig = startRig({ policy: { failover: { kind: 'on-unknown', maxProviders: 2 } } });
    rig.stripe.behave(({ operation }) => (operation === 'confirm' ? how : 'ok'));
    expect(await rig.pay('order-1')).toMatchObject({ status: 'paid', provider: 'paypal' });
    rig.stripe.deliverLate();
    rig.stripe.behave(() => 'ok');
    expect(await rig.drain()).toBe(0);
    expect(rig.netOf('order-1')).toBe(2 * 1999);
  });

  it('without reconciliation an unknown stays unknown for ever', async () => {
    await using rig = startRig({
      only: ['stripe'],
      policy: { reconcile: { ...QUICK_POLICY.reconcile, isEnabled: false } },
    });
    rig.stripe.behave(({ operation }) => (operation === 'create' ? 'ok' : 'lost'));
    expect(await rig.pay('order-1')).toMatchObject({ status: 'pending' });
    rig.stripe.behave(() => 'ok');
    expect(await rig.drain(3)).toBe(1);
  });

  it('without a timeout a hanging provider keeps its payment for ever', async () => {
    await using rig = startRig({ policy: { deadlineMs: 40, attemptTimeoutMs: null } });
    rig.stripe.behave(() => 'hang');
    const payment = await rig.pay('order-1');
    expect(payment.status).toBe('pending');
    expect(rig.service.payments.isBusy(payment.id)).toBe(true);
    expect(rig.paypal.calls).toEqual([]);
  });
});

describe('a second hold', () => {
  const policy: Partial<Policy> = {
    failover: { kind: 'second-hold', maxProviders: 2 },
  };

  it('takes the money at the backup and voids the hold of the first', async () => {
    await using rig = startRig({ policy });
    rig.stripe.behave(({ operation }) => (operation === 'confirm' ? 'lost' : 'ok'));
    expect(await rig.pay('order-1')).toMatchObject({ status: 'paid', provider: 'paypal' });
    expect(rig.stripe.heldOf('order-1')).toBe(1999);
    expect(rig.stripe.calls.filter((call) => call.operation === 'confirm')).toHaveLength(1);
    expect(await rig.drain()).toBe(0);
    expect(rig.heldOf('order-1')).toBe(0);
    expect(rig.netOf('order-1')).toBe(1999);
  });

  it('never takes money at a provider in the same step as the hold', async () => {
    await using rig = startRig({ policy });
    expect(await rig.pay('order-1')).toMatchObject({ status: 'paid', provider: 'stripe' });
    expect(rig.stripe.calls.map((call) => call.operation)).toEqual([
      'create',
      'confirm',
      'capture',
    ]);
  });

  it('frees a hold that arrives late at a provider without a cancel', async () => {
    await using rig = startRig({
      policy,
      stripe: createFakeProvider({ name: 'stripe', fence: 'void-only' }),
    });
    rig.stripe.behave(({ operation }) => (operation === 'confirm' ? 'late' : 'ok'));
    expect(await rig.pay('order-1')).toMatchObject({ status: 'paid', provider: 'paypal' });
    rig.stripe.behave(() => 'ok');
    expect(await rig.drain()).toBe(0);
    rig.stripe.deliverLate();
    expect(rig.heldOf('order-1')).toBe(0);
    expect(rig.netOf('order-1')).toBe(1999);
  });
});

describe('a hard decline at the backup while the first hold is unknown', () => {
  const policy: Partial<Policy> = { failover: { kind: 'second-hold', maxProviders: 2 } };

  it.each(['cancel', 'void-only'] as const)(
    'ends the payment without another presentment, by %s',
    async (fence) => {
      await using rig = startRig({
        policy,
        stripe: createFakeProvider({ name: 'stripe', fence }),
      });
      rig.stripe.behave(({ operation }) => (operation === 'confirm' ? 'late' : 'ok'));
      rig.paypal.behave(({ operation }) => (operation === 'confirm' ? { decline: 'hard' } : 'ok'));
      expect(await rig.pay('order-1')).toMatchObject({ status: 'pending' });
      expect(await rig.drain()).toBe(0);
      const payment = rig.service.payments.findByOrder('order-1');
      expect(payment).toMatchObject({ status: 'not-charged', reason: 'declined' });
      expect(rig.stripe.calls.filter((call) => call.operation === 'confirm')).toHaveLength(1);

      // The hold comes after all; the provider tells of it, and it is let go.
      rig.stripe.deliverLate();
      await rig.service.payments.revisit('order-1');
      expect(await rig.drain()).toBe(0);
      expect(rig.heldOf('order-1')).toBe(0);
      expect(rig.netOf('order-1')).toBe(0);
    },
  );
});

describe('a hard decline that is found out while the object is being shut', () => {
  it('is not presented elsewhere when the object is shut at last', async () => {
    await using rig = startRig();
    let isVoidTried = false;
    rig.stripe.behave(({ operation, nth }) => {
      if (operation === 'confirm') return 'lost';
      if (operation === 'retrieve') return isVoidTried ? 'ok' : 'never-arrives';
      if (operation !== 'void') return 'ok';
      isVoidTried = true;
      return nth === 0 ? 'never-arrives' : 'ok';
    });
    const told = await rig.pay('order-1', { card: cardNamed('stolen-card') });
    expect(told).toMatchObject({ status: 'pending' });
    expect(await rig.drain()).toBe(0);
    const payment = rig.service.payments.findByOrder('order-1');
    expect(payment).toMatchObject({ status: 'not-charged', reason: 'declined', code: 'hard' });
    expect(rig.paypal.calls.filter(({ operation }) => operation === 'confirm')).toEqual([]);
  });
});

const isAttemptAt =
  (provider: string) =>
  (event: ServiceEvent): boolean =>
    event.kind === 'attempt-started' && event.provider === provider;
