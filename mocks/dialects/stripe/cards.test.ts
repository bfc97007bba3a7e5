import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import Stripe from 'stripe';
import { cardOfTestId, hasCheckDigit, TEST_METHODS } from './cards.ts';
import { DECLINES } from './declines.ts';
import { idOf, startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** Off session, so that nobody waits for a customer. */
const payWith = (payment_method: string) =>
  rig.stripe.paymentIntents
    .create({ amount: 1000, currency: 'eur', confirm: true, off_session: true, payment_method })
    .then(
      ({ status }) => status,
      (error: unknown) =>
        error instanceof Stripe.errors.StripeCardError ? error.decline_code : error,
    );

describe('each test card', () => {
  it.each(TEST_METHODS)('%s has a check digit and does what its row says', async (method) => {
    const card = cardOfTestId(method, 'pm_card_');
    expect(hasCheckDigit(card?.number ?? '1')).toBe(true);
    const wantsCustomer = ['required', 'unless-set-up'].includes(card?.threeDSecure ?? '');
    const outcome = card?.outcome === 'approve' ? 'succeeded' : card?.outcome;
    expect(await payWith(method)).toBe(wantsCustomer ? 'authentication_required' : outcome);
  });

  it('is a token of the old days, too', async () => {
    const charge = await rig.stripe.charges.create({
      amount: 1000,
      currency: 'eur',
      source: 'tok_mastercard_debit',
    });
    expect(charge).toMatchObject({
      status: 'succeeded',
      payment_method_details: { card: { brand: 'mastercard', funding: 'debit', last4: '8210' } },
    });
  });

  it('shows its country, brand and checks', async () => {
    const method = await rig.stripe.paymentMethods.retrieve('pm_card_de');
    expect(method.card).toMatchObject({ country: 'DE', brand: 'visa', last4: '0016' });
    const failing = await rig.stripe.paymentMethods.retrieve('pm_card_cvcCheckFail');
    expect(failing.card?.checks?.cvc_check).toBe('fail');
  });
});

describe('a decline', () => {
  it.each(Object.entries(DECLINES))('%s is a card_error with its codes', (code, decline) => {
    expect(decline.declineCode).toBe(code);
    expect(decline.message).not.toBe('');
  });

  it('tells what the network said and what to do', async () => {
    const error: unknown = await rig.stripe.paymentIntents
      .create({
        amount: 1000,
        currency: 'eur',
        confirm: true,
        payment_method: 'pm_card_visa_chargeDeclinedLostCard',
        expand: ['latest_charge'],
      })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      advice_code: 'do_not_try_again',
      network_decline_code: '41',
      network_advice_code: '03',
    });
    const [charge] = (await rig.stripe.charges.list({ limit: 1 })).data;
    expect(charge).toMatchObject({
      status: 'failed',
      outcome: {
        type: 'issuer_declined',
        reason: 'lost_card',
        advice_code: 'do_not_try_again',
        network_decline_code: '41',
      },
    });
  });
});

describe('a charge without a PaymentIntent', () => {
  it('is held, captured in part, and released for the rest', async () => {
    const { id } = await rig.stripe.charges.create({
      amount: 1000,
      currency: 'eur',
      source: 'tok_visa',
      capture: false,
    });
    const taken = await rig.stripe.charges.capture(id, { amount: 400 });
    expect(taken).toMatchObject({ captured: true, amount_captured: 400, payment_intent: null });
    await rig.stripe.refunds.create({ charge: id, amount: 100 });
    expect(rig.movements().slice(-4)).toEqual([
      'authorise 1000',
      'capture 400',
      'void 600',
      'refund 100',
    ]);
    await expect(rig.stripe.charges.capture(id)).rejects.toMatchObject({
      code: 'charge_already_captured',
    });
  });

  it('declines, and takes no unknown token', async () => {
    const make = (source: string) =>
      rig.stripe.charges.create({ amount: 1000, currency: 'eur', source });
    await expect(make('tok_chargeDeclined')).rejects.toMatchObject({ statusCode: 402 });
    await expect(make('tok_none')).rejects.toMatchObject({ code: 'resource_missing' });
  });

  it('lapses after seven days', async () => {
    const { id } = await rig.stripe.charges.create({
      amount: 1000,
      currency: 'eur',
      source: 'tok_visa',
      capture: false,
    });
    rig.clock.advance(8 * 86_400_000);
    await expect(rig.stripe.charges.capture(id)).rejects.toMatchObject({
      code: 'charge_expired_for_capture',
    });
    expect(rig.movements().at(-1)).toBe('expire 1000');
  });

  it('keeps its description and metadata, and leaves those of intents to them', async () => {
    const { id, latest_charge } = await rig.stripe.paymentIntents.create({
      amount: 1000,
      currency: 'eur',
      capture_method: 'manual',
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    const charge = idOf(latest_charge);
    const changed = await rig.stripe.charges.update(charge, {
      description: 'two books',
      receipt_email: 'ada@example.com',
      transfer_group: 'group-1',
      metadata: { note: 'x' },
    });
    expect(changed).toMatchObject({ description: 'two books', metadata: { note: 'x' } });
    await expect(rig.stripe.charges.capture(charge)).rejects.toMatchObject({
      message: expect.stringContaining(id),
    });
    const listed = await rig.stripe.charges.list({ transfer_group: 'group-1' });
    expect(listed.data.map((item) => item.id)).toEqual([charge]);
  });
});
