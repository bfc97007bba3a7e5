import { describe, expect, it } from 'vitest';
import { paymentOf, startRig, type Rig } from '../testing/rig.ts';
import { stopTime } from '../testing/stop-time.ts';
import type { Payment } from './payment.ts';

const held = async (rig: Rig): Promise<Payment> => rig.pay('order-1', { captureMode: 'manual' });
const key = (name: string) => ({ key: name, fingerprint: '' });

describe('capture', () => {
  it('takes the whole hold once, however often it is asked for', async () => {
    await using rig = startRig();
    const { id } = await held(rig);
    const { payments } = rig.service;
    for (const name of ['first', 'first', 'second']) {
      expect(paymentOf(await payments.capture(id, key(name)))).toMatchObject({ status: 'paid' });
    }
    expect(rig.netOf('order-1')).toBe(1999);
    expect(rig.stripe.calls.filter((call) => call.operation === 'capture')).toHaveLength(1);
  });

  it('asks the provider that authorised and no other', async () => {
    await using rig = startRig();
    const { id } = await held(rig);
    rig.stripe.behave(() => 'not-processed');
    expect(paymentOf(await rig.service.payments.capture(id, key('c')))).toMatchObject({
      status: 'pending',
    });
    expect(rig.paypal.calls).toEqual([]);
    rig.stripe.behave(() => 'ok');
    expect(await rig.drain()).toBe(0);
    expect(rig.service.payments.find(id)).toMatchObject({ status: 'paid', provider: 'stripe' });
  });

  it('whose answer is lost is pending until a replay proves it', async () => {
    await using rig = startRig({ policy: { deadlineMs: 200 } });
    const { id } = await held(rig);
    rig.stripe.behave(() => 'lost');
    expect(paymentOf(await rig.service.payments.capture(id, key('c')))).toMatchObject({
      status: 'pending',
      goal: 'capture',
    });
    rig.stripe.behave(() => 'ok');
    expect(await rig.drain()).toBe(0);
    expect(rig.service.payments.find(id)).toMatchObject({ status: 'paid' });
    expect(rig.netOf('order-1')).toBe(1999);
  });

  it('of a hold that is gone ends in "not charged"', async () => {
    await using rig = startRig();
    const { id, legs } = await held(rig);
    const object = legs[0]?.object ?? '';
    const signal = new AbortController().signal;
    const request = { order: 'order-1', object, authorisation: null };
    // The provider lets the hold expire.
    await rig.stripe.adapter.void(request, { idempotencyKey: 'expiry', signal, timeoutMs: null });
    await rig.service.payments.capture(id, key('c'));
    expect(await rig.drain()).toBe(0);
    expect(rig.service.payments.find(id)).toMatchObject({
      status: 'not-charged',
      reason: 'cancelled',
    });
  });

  it('of a payment that is not held is refused', async () => {
    await using rig = startRig();
    rig.stripe.behave(() => ({ decline: 'hard' }));
    const { id } = await rig.pay('order-1');
    expect((await rig.service.payments.capture(id, key('c'))).kind).toBe('not-possible');
    expect((await rig.service.payments.capture('pay_none', key('d'))).kind).toBe('unknown-payment');
  });
});

describe('refund', () => {
  it('gives back what was taken, once', async () => {
    await using rig = startRig();
    const { id } = await rig.pay('order-1');
    const { payments } = rig.service;
    const twice = [payments.refund(id, key('r')), payments.refund(id, key('r'))];
    for (const told of await Promise.all(twice)) {
      expect(paymentOf(told)).toMatchObject({ status: 'refunded' });
    }
    expect(rig.netOf('order-1')).toBe(0);
    expect(rig.stripe.ledger.filter((entry) => entry.movement === 'refund')).toHaveLength(1);
  });

  it('lets go of a hold that was not captured', async () => {
    await using rig = startRig();
    const { id } = await held(rig);
    expect(paymentOf(await rig.service.payments.refund(id, key('r')))).toMatchObject({
      status: 'not-charged',
      reason: 'cancelled',
    });
    expect(rig.heldOf('order-1')).toBe(0);
  });

  it('whose answer is lost is found by the reconciler and not made twice', async () => {
    await using rig = startRig({ policy: { attemptTimeoutMs: 5, deadlineMs: 30 } });
    const { id } = await rig.pay('order-1');
    rig.stripe.behave(() => 'lost');
    expect(paymentOf(await rig.service.payments.refund(id, key('r')))).toMatchObject({
      status: 'pending',
    });
    rig.stripe.behave(() => 'ok');
    expect(await rig.drain()).toBe(0);
    expect(rig.service.payments.find(id)).toMatchObject({ status: 'refunded' });
    expect(rig.netOf('order-1')).toBe(0);
  });

  it('that the provider refuses leaves the payment paid', async () => {
    await using rig = startRig();
    const { id } = await rig.pay('order-1');
    rig.stripe.behave(() => 'refused');
    expect(paymentOf(await rig.service.payments.refund(id, key('r')))).toMatchObject({
      status: 'paid',
    });
    expect(await rig.drain()).toBe(0);
  });

  it('answers within the deadline while the provider hangs', async () => {
    await using rig = startRig({ policy: { deadlineMs: 60, attemptTimeoutMs: null } });
    const { id } = await rig.pay('order-1');
    rig.stripe.behave(() => 'hang');
    using time = stopTime();
    const refunding = rig.service.payments.refund(id, key('r'));
    await time.advance(60);
    expect(paymentOf(await refunding)).toMatchObject({ status: 'pending' });
  });
});
