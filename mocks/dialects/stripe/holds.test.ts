import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type Stripe from 'stripe';
import { order, idOf, startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const DAY_MS = 86_400_000;

const hold = (options: Stripe.PaymentIntentCreateParams.PaymentMethodOptions.Card = {}) =>
  rig.stripe.paymentIntents.create({
    amount: 1000,
    currency: 'eur',
    capture_method: 'manual',
    confirm: true,
    payment_method: 'pm_card_visa',
    payment_method_options: { card: options },
    ...order('order-1'),
  });

const noOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('multiple captures', () => {
  const options = { request_multicapture: 'if_available' } as const;

  it('take a hold in parts, each with its own balance transaction', async () => {
    const { id } = await hold(options);
    const first = await rig.stripe.paymentIntents.capture(id, {
      amount_to_capture: 300,
      final_capture: false,
    });
    expect(first).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 700,
      amount_received: 300,
    });
    const last = await rig.stripe.paymentIntents.capture(id, { amount_to_capture: 500 });
    expect(last).toMatchObject({ status: 'succeeded', amount_received: 800, amount_capturable: 0 });
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 300', 'capture 500', 'void 200']);
    const { data } = await rig.stripe.balanceTransactions.list();
    expect(data.map(({ amount }) => amount)).toEqual([500, 300]);
  });

  it('end with all that is left, or with nothing more', async () => {
    const all = await hold(options);
    const part = { amount_to_capture: 300, final_capture: false };
    await rig.stripe.paymentIntents.capture(all.id, part);
    const rest = await rig.stripe.paymentIntents.capture(all.id);
    expect(rest).toMatchObject({ status: 'succeeded', amount_received: 1000 });
    const none = await hold(options);
    await rig.stripe.paymentIntents.capture(none.id, part);
    const end = await rig.stripe.paymentIntents.capture(none.id, { amount_to_capture: 0 });
    expect(end).toMatchObject({ status: 'succeeded', amount_received: 300 });
  });

  it('keep what was taken when the rest is canceled or lapses, and allow refunds meanwhile', async () => {
    const { id } = await hold(options);
    await rig.stripe.paymentIntents.capture(id, { amount_to_capture: 300, final_capture: false });
    await rig.stripe.refunds.create({ payment_intent: id, amount: 100 });
    expect(await rig.stripe.paymentIntents.cancel(id)).toMatchObject({
      status: 'succeeded',
      amount_received: 300,
    });
    const other = await hold(options);
    await rig.stripe.paymentIntents.capture(other.id, {
      amount_to_capture: 300,
      final_capture: false,
    });
    rig.clock.advance(8 * DAY_MS);
    expect((await rig.stripe.paymentIntents.retrieve(other.id)).status).toBe('succeeded');
    expect(rig.movements().slice(-1)).toEqual(['expire 700']);
  });

  it('are refused where they were not asked for', async () => {
    const { id } = await hold();
    const part = { amount_to_capture: 300, final_capture: false };
    expect(await noOf(rig.stripe.paymentIntents.capture(id, part))).toMatchObject({
      param: 'final_capture',
    });
    expect(rig.movements()).toEqual(['authorise 1000']);
  });
});

describe('an incremental authorisation', () => {
  const options = { request_incremental_authorization: 'if_available' } as const;

  it('raises the hold, of which all can be captured', async () => {
    const { id } = await hold(options);
    const raised = await rig.stripe.paymentIntents.incrementAuthorization(id, { amount: 1500 });
    expect(raised).toMatchObject({ amount: 1500, amount_capturable: 1500 });
    const taken = await rig.stripe.paymentIntents.capture(id);
    expect(taken.amount_received).toBe(1500);
    expect(rig.movements()).toEqual(['authorise 1000', 'authorise 500', 'capture 1500']);
  });

  it.each([
    ['not more than is held', 1000, 'amount'],
    ['too much for any card', 100_000_000, 'amount'],
  ])('is refused when it is %s', async (_what, amount, param) => {
    const { id } = await hold(options);
    const no = await noOf(rig.stripe.paymentIntents.incrementAuthorization(id, { amount }));
    expect(no).toMatchObject({ param });
  });

  it('is refused where nobody asked for it and after ten of them', async () => {
    const plain = await hold();
    const unasked = rig.stripe.paymentIntents.incrementAuthorization(plain.id, { amount: 1100 });
    expect(await noOf(unasked)).toMatchObject({ code: 'payment_intent_unexpected_state' });
    const { id } = await hold(options);
    for (let count = 1; count <= 10; count += 1) {
      await rig.stripe.paymentIntents.incrementAuthorization(id, { amount: 1000 + count });
    }
    const eleventh = rig.stripe.paymentIntents.incrementAuthorization(id, { amount: 2000 });
    expect(await noOf(eleventh)).toMatchObject({ code: 'payment_intent_unexpected_state' });
  });

  it('leaves the hold as it was when the issuer says no', async () => {
    const { id } = await hold(options);
    rig.gateway.faults.clearAll();
    rig.arm('decline-surge');
    const raised = rig.stripe.paymentIntents.incrementAuthorization(id, { amount: 1100 });
    expect(await noOf(raised)).toMatchObject({ statusCode: 402, code: 'card_declined' });
    rig.gateway.faults.clearAll();
    expect(await rig.stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 1000,
    });
  });
});

describe('a hold that nobody captures', () => {
  it('lapses after seven days, without anybody moving the clock by hand', async () => {
    const { id, latest_charge } = await hold();
    rig.clock.advance(7 * DAY_MS - 60_000);
    expect((await rig.stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    rig.clock.advance(120_000);
    expect(await rig.stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
    });
    expect(rig.movements()).toEqual(['authorise 1000', 'expire 1000']);
    const charge = await rig.stripe.charges.retrieve(idOf(latest_charge));
    expect(charge).toMatchObject({ refunded: true, captured: false });
    const events = await rig.stripe.events.list({ type: 'charge.expired' });
    expect(events.data).toHaveLength(1);
  });
});

describe('an asynchronous capture', () => {
  const pay = (capture_method: 'automatic' | 'automatic_async') =>
    rig.stripe.paymentIntents.create({
      amount: 1000,
      currency: 'eur',
      capture_method,
      confirm: true,
      payment_method: 'pm_card_visa',
      expand: ['latest_charge'],
    });

  it('has no balance transaction in its answer, but soon after', async () => {
    const { latest_charge, id } = await pay('automatic_async');
    expect(latest_charge).toMatchObject({ captured: true, balance_transaction: null });
    const later = await rig.stripe.paymentIntents.retrieve(id, {
      expand: ['latest_charge.balance_transaction'],
    });
    expect(later.latest_charge).toMatchObject({ balance_transaction: { amount: 1000, fee: 59 } });
    const { data } = await rig.stripe.events.list({ type: 'charge.updated' });
    expect(data[0]?.data).toMatchObject({
      object: { balance_transaction: expect.stringMatching(/^txn_/) },
      previous_attributes: { balance_transaction: null },
    });
  });

  it('that is not asynchronous has it at once', async () => {
    const { latest_charge } = await pay('automatic');
    expect(latest_charge).toMatchObject({ balance_transaction: expect.stringMatching(/^txn_/) });
    expect((await rig.stripe.events.list({ type: 'charge.updated' })).data).toEqual([]);
  });
});
