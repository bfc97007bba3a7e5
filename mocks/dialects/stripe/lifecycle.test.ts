import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, startRig, type Rig } from './rig.fixture.ts';

// The life of a payment, told by the official SDK and checked against the ledger.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

let orders = 0;
const nextOrder = (): string => `order-${(orders += 1)}`;
const movementsOf = (orderId: string): readonly string[] =>
  rig
    .ledger()
    .filter((entry) => entry.order === orderId)
    .map(({ movement, amountMinor, currency }) => `${movement} ${amountMinor} ${currency}`);

describe('a payment', () => {
  it('is captured at once when it is confirmed with automatic capture', async () => {
    const id = nextOrder();
    const created = await rig.stripe.paymentIntents.create({
      amount: 2000,
      currency: 'eur',
      allowed_payment_method_types: ['card'],
      ...order(id),
    });
    expect(created.status).toBe('requires_payment_method');
    expect(movementsOf(id)).toEqual([]);

    const paid = await rig.stripe.paymentIntents.confirm(created.id, {
      payment_method: 'pm_card_visa',
      expand: ['latest_charge', 'payment_method'],
    });
    expect(paid).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
      latest_charge: { amount_captured: 2000, captured: true, paid: true, status: 'succeeded' },
      payment_method: { card: { brand: 'visa', last4: '4242' } },
    });
    expect(movementsOf(id)).toEqual(['authorise 2000 EUR', 'capture 2000 EUR']);
  });

  it('is created and confirmed in one call', async () => {
    const id = nextOrder();
    const paid = await rig.stripe.paymentIntents.create({
      amount: 1500,
      currency: 'usd',
      confirm: true,
      payment_method_data: {
        type: 'card',
        card: { number: '5555555555554444', exp_month: 12, exp_year: 2040, cvc: '123' },
        billing_details: { name: 'Ada Lovelace' },
      } as never,
      ...order(id),
    });
    expect(paid.status).toBe('succeeded');
    expect(movementsOf(id)).toEqual(['authorise 1500 USD', 'capture 1500 USD']);
  });

  it('is held until it is captured when capture is manual', async () => {
    const id = nextOrder();
    const held = await rig.stripe.paymentIntents.create({
      amount: 900,
      currency: 'gbp',
      capture_method: 'manual',
      confirm: true,
      payment_method: 'pm_card_mastercard',
      ...order(id),
    });
    expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 900 });
    expect(movementsOf(id)).toEqual(['authorise 900 GBP']);

    const captured = await rig.stripe.paymentIntents.capture(held.id);
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 900 });
    expect(movementsOf(id)).toEqual(['authorise 900 GBP', 'capture 900 GBP']);
  });

  it('releases what a partial capture leaves, and refunds no more than was captured', async () => {
    const id = nextOrder();
    const held = await hold(id, 1000);
    const captured = await rig.stripe.paymentIntents.capture(held, { amount_to_capture: 600 });
    expect(captured).toMatchObject({ amount: 1000, amount_received: 600, amount_capturable: 0 });

    const refund = await rig.stripe.refunds.create({ payment_intent: held, amount: 250 });
    expect(refund).toMatchObject({ status: 'succeeded', amount: 250, payment_intent: held });
    await expect(
      rig.stripe.refunds.create({ payment_intent: held, amount: 351 }),
    ).rejects.toMatchObject({ type: 'StripeInvalidRequestError', param: 'amount' });
    await rig.stripe.refunds.create({ payment_intent: held });
    await expect(rig.stripe.refunds.create({ payment_intent: held })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    expect(movementsOf(id)).toEqual([
      'authorise 1000 EUR',
      'capture 600 EUR',
      'void 400 EUR',
      'refund 250 EUR',
      'refund 350 EUR',
    ]);
    const { data } = await rig.stripe.refunds.list({ payment_intent: held });
    expect(data.map(({ amount }) => amount)).toEqual([350, 250]);
    expect(await rig.stripe.refunds.retrieve(refund.id)).toMatchObject({ amount: 250 });
    const charge = await rig.stripe.charges.retrieve(idOf(captured.latest_charge));
    expect(charge).toMatchObject({ amount_captured: 600, amount_refunded: 600, refunded: true });
  });

  it('gives its hold back when it is cancelled, and takes no money afterwards', async () => {
    const id = nextOrder();
    const held = await hold(id, 700);
    const cancelled = await rig.stripe.paymentIntents.cancel(held, {
      cancellation_reason: 'abandoned',
    });
    expect(cancelled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    const refused = { type: 'StripeInvalidRequestError', code: 'payment_intent_unexpected_state' };
    await expect(rig.stripe.paymentIntents.capture(held)).rejects.toMatchObject(refused);
    await expect(rig.stripe.paymentIntents.cancel(held)).rejects.toMatchObject(refused);
    await expect(
      rig.stripe.paymentIntents.confirm(held, { payment_method: 'pm_card_visa' }),
    ).rejects.toMatchObject(refused);
    expect(movementsOf(id)).toEqual(['authorise 700 EUR', 'void 700 EUR']);
  });

  it('refuses a confirm that comes after the cancel', async () => {
    const created = await rig.stripe.paymentIntents.create({ amount: 500, currency: 'eur' });
    await rig.stripe.paymentIntents.cancel(created.id);
    await expect(
      rig.stripe.paymentIntents.confirm(created.id, { payment_method: 'pm_card_visa' }),
    ).rejects.toMatchObject({ code: 'payment_intent_unexpected_state', statusCode: 400 });
  });

  it('refuses a second capture, a second confirm and a capture of more than is held', async () => {
    const held = await hold(nextOrder(), 800);
    await expect(
      rig.stripe.paymentIntents.capture(held, { amount_to_capture: 801 }),
    ).rejects.toMatchObject({ code: 'amount_too_large' });
    await rig.stripe.paymentIntents.capture(held);
    const refused = { code: 'payment_intent_unexpected_state', statusCode: 400 };
    await expect(rig.stripe.paymentIntents.capture(held)).rejects.toMatchObject(refused);
    await expect(rig.stripe.paymentIntents.confirm(held)).rejects.toMatchObject(refused);
  });

  it('loses its hold after seven days', async () => {
    await using old = await startRig();
    const intent = await old.stripe.paymentIntents.create({
      amount: 400,
      currency: 'eur',
      capture_method: 'manual',
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    old.clock.advance(7 * 24 * 3600 * 1000 + 1000);
    expect(await old.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
    });
    expect(old.movements()).toEqual(['authorise 400', 'expire 400']);
  });
});

describe('looking a payment up', () => {
  it('finds it by id, by the order in its metadata and in a list', async () => {
    const id = nextOrder();
    const created = await rig.stripe.paymentIntents.create({
      amount: 1234,
      currency: 'eur',
      description: 'a book',
      ...order(id),
    });
    const updated = await rig.stripe.paymentIntents.update(created.id, {
      metadata: { shelf: '7' },
      amount: 1300,
      currency: 'gbp',
      capture_method: 'manual',
    });
    expect(updated).toMatchObject({ currency: 'gbp', capture_method: 'manual' });
    expect(updated.metadata).toEqual({ order_id: id, shelf: '7' });
    expect(await rig.stripe.paymentIntents.retrieve(created.id)).toMatchObject({
      amount: 1300,
      description: 'a book',
    });
    const found = await rig.stripe.paymentIntents.search({
      query: `metadata['order_id']:'${id}' AND status:'requires_payment_method'`,
    });
    expect(found.data.map((intent) => intent.id)).toEqual([created.id]);
    const page = await rig.stripe.paymentIntents.list({ limit: 1 });
    expect(page).toMatchObject({ has_more: true, data: [{ id: created.id }] });
    const next = await rig.stripe.paymentIntents.list({ limit: 2, starting_after: created.id });
    expect(next.data.map((intent) => intent.id)).not.toContain(created.id);
    const back = await rig.stripe.paymentIntents.list({ ending_before: next.data[0]?.id ?? '' });
    expect(back.data.map((intent) => intent.id)).toEqual([created.id]);
  });

  it('says 404 for what does not exist', async () => {
    const missing = {
      type: 'StripeInvalidRequestError',
      code: 'resource_missing',
      statusCode: 404,
    };
    await expect(rig.stripe.paymentIntents.retrieve('pi_none')).rejects.toMatchObject(missing);
    await expect(rig.stripe.refunds.retrieve('re_none')).rejects.toMatchObject(missing);
    await expect(rig.stripe.charges.retrieve('ch_none')).rejects.toMatchObject(missing);
    await expect(rig.stripe.paymentMethods.retrieve('pm_none')).rejects.toMatchObject(missing);
  });

  it('keeps a payment method that was made from a token', async () => {
    const method = await rig.stripe.paymentMethods.create({
      type: 'card',
      card: { token: 'tok_amex' },
    });
    expect(await rig.stripe.paymentMethods.retrieve(method.id)).toEqual(method);
    const paid = await rig.stripe.paymentIntents.create({
      amount: 600,
      currency: 'usd',
      confirm: true,
      payment_method: method.id,
    });
    expect(paid).toMatchObject({ status: 'succeeded', payment_method: method.id });
  });
});

describe('money on the wire', () => {
  const pay = (amount: number, currency: string) =>
    rig.stripe.paymentIntents.create({
      amount,
      currency,
      confirm: true,
      payment_method: 'pm_card_visa',
      ...order(`${currency}-${amount}`),
    });

  it('is written in the smallest unit, with the exceptions that Stripe documents', async () => {
    await pay(500, 'jpy');
    await pay(50_000, 'isk');
    await pay(5120, 'kwd');
    expect(movementsOf('jpy-500')[1]).toBe('capture 500 JPY');
    // 500 krónur: written with two decimals that Iceland does not have.
    expect(movementsOf('isk-50000')[1]).toBe('capture 500 ISK');
    expect(movementsOf('kwd-5120')[1]).toBe('capture 5120 KWD');
  });

  it('is refused below the minimum, above the maximum, off the step or in no currency', async () => {
    await expect(pay(49, 'usd')).rejects.toMatchObject({
      code: 'amount_too_small',
      message: 'Amount must be at least $0.50 usd',
    });
    await expect(pay(100_000_000, 'usd')).rejects.toMatchObject({
      code: 'amount_too_large',
      message: 'Amount must be no more than $999,999.99',
    });
    await expect(pay(49, 'jpy')).rejects.toMatchObject({
      message: 'Amount must be at least ¥50 jpy',
    });
    await expect(pay(100_000_000, 'usd')).rejects.toMatchObject({ code: 'amount_too_large' });
    await expect(pay(50_050, 'isk')).rejects.toMatchObject({ param: 'amount', statusCode: 400 });
    await expect(pay(5124, 'kwd')).rejects.toMatchObject({ param: 'amount', statusCode: 400 });
    await expect(pay(5000, 'xyz')).rejects.toMatchObject({ param: 'currency', statusCode: 400 });
  });
});

const idOf = (named: string | { readonly id: string } | null): string =>
  typeof named === 'string' ? named : (named?.id ?? '');

async function hold(orderId: string, amount: number): Promise<string> {
  const held = await rig.stripe.paymentIntents.create({
    amount,
    currency: 'eur',
    capture_method: 'manual',
    confirm: true,
    payment_method: 'pm_card_visa',
    ...order(orderId),
  });
  return held.id;
}
