import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_CARDS, type TestCardName } from '../../../harness/core/test-cards.ts';
import { order, startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const EXPECTED: Readonly<Record<string, readonly [code: string, decline: string, advice: string]>> =
  {
    'generic-decline': ['card_declined', 'generic_decline', 'try_again_later'],
    'insufficient-funds': ['card_declined', 'insufficient_funds', 'try_again_later'],
    'lost-card': ['card_declined', 'lost_card', 'do_not_try_again'],
    'stolen-card': ['card_declined', 'stolen_card', 'do_not_try_again'],
    fraudulent: ['card_declined', 'fraudulent', 'do_not_try_again'],
    'expired-card': ['expired_card', 'expired_card', 'confirm_card_data'],
    'incorrect-cvc': ['incorrect_cvc', 'incorrect_cvc', 'confirm_card_data'],
    'processing-error': ['processing_error', 'processing_error', 'try_again_later'],
    'velocity-exceeded': ['card_declined', 'card_velocity_exceeded', 'try_again_later'],
  };

const cardForm = (number: string, more = ''): string =>
  'amount=700&currency=eur&confirm=true&payment_method_data[type]=card' +
  `&payment_method_data[card][number]=${number}&payment_method_data[card][exp_month]=1` +
  `&payment_method_data[card][exp_year]=2041&payment_method_data[card][cvc]=123${more}`;

describe('a declined card', () => {
  it.each(Object.entries(EXPECTED))('answers %s as Stripe words it', async (name, expected) => {
    const [code, declineCode, adviceCode] = expected;
    const { number } = TEST_CARDS[name as TestCardName];
    const reply = await rig.ask(
      'POST',
      '/v1/payment_intents',
      cardForm(number, `&metadata[order_id]=${name}`),
    );
    expect(reply.status).toBe(402);
    expect(reply.body['error']).toMatchObject({
      type: 'card_error',
      code,
      decline_code: declineCode,
      advice_code: adviceCode,
      payment_intent: { status: 'requires_payment_method', last_payment_error: { code } },
    });
    expect(rig.ledger().filter((entry) => entry.order === name)).toEqual([]);
  });

  it('reaches the SDK as a card error, and another card then pays', async () => {
    const created = await rig.stripe.paymentIntents.create({
      amount: 800,
      currency: 'eur',
      ...order('second-card'),
    });
    await expect(
      rig.stripe.paymentIntents.confirm(created.id, {
        payment_method: 'pm_card_chargeDeclinedInsufficientFunds',
      }),
    ).rejects.toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      decline_code: 'insufficient_funds',
      payment_intent: { id: created.id },
    });
    const paid = await rig.stripe.paymentIntents.confirm(created.id, {
      payment_method: 'pm_card_visa',
    });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
  });

  it('is in the journal with its kind, and the card without its number', async () => {
    await rig.ask('POST', '/v1/payment_intents', cardForm(TEST_CARDS['lost-card'].number));
    const [exchange] = rig.gateway.journal(1);
    expect(exchange).toMatchObject({
      operation: 'confirm',
      status: 402,
      decline: { kind: 'hard', code: 'lost_card' },
      instrument: expect.stringMatching(/^card_\w+$/),
    });
    expect(JSON.stringify(rig.gateway.events)).not.toContain(TEST_CARDS['lost-card'].number);
  });
});

describe('card data', () => {
  it.each([
    ['4242424242424241', 'incorrect_number', undefined],
    ['4111111111111111', 'card_declined', 'test_mode_live_card'],
    ['12', 'invalid_number', undefined],
  ])('refuses the number %s, which is no test card', async (number, code, declineCode) => {
    const before = rig.ledger().length;
    const { status, body } = await rig.ask('POST', '/v1/payment_intents', cardForm(number));
    expect(status).toBe(402);
    expect(body['error']).toMatchObject({ type: 'card_error', code });
    expect(body['error']?.['decline_code']).toBe(declineCode);
    expect(rig.ledger().length).toBe(before);
  });

  it.each([
    ['exp_month', '13', 'invalid_expiry_month'],
    ['exp_year', '2001', 'invalid_expiry_year'],
    ['cvc', '1', 'invalid_cvc'],
  ])('refuses a %s of %s', async (field, value, code) => {
    const form = `${cardForm('4242424242424242')}&payment_method_data[card][${field}]=${value}`;
    const { status, body } = await rig.ask('POST', '/v1/payment_intents', form);
    expect([status, body['error']?.['code']]).toEqual([402, code]);
  });
});
