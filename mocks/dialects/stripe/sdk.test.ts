import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import Stripe from 'stripe';
import { startRig, type Rig } from './rig.fixture.ts';

// What the official SDK makes of the gateway: its error classes, its retries, its telemetry.

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const PARAMS = { amount: 1000, currency: 'eur' };
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

function client(config: Stripe.StripeConfig): Stripe {
  const { hostname, port } = new URL(rig.baseUrl);
  return new Stripe(rig.key, { host: hostname, port: Number(port), protocol: 'http', ...config });
}

const journal = () => rig.gateway.journal(100);

describe('the error classes of the SDK', () => {
  it('tell a bad parameter, a missing object and an illegal step', async () => {
    const { paymentIntents } = rig.stripe;
    const bad = await errorOf(paymentIntents.create({ amount: -1, currency: 'eur' }));
    expect(bad).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(bad).toMatchObject({ param: 'amount', statusCode: 400 });
    const missing = await errorOf(paymentIntents.retrieve('pi_none'));
    expect(missing).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(missing).toMatchObject({ code: 'resource_missing', statusCode: 404 });
    const { id } = await paymentIntents.create(PARAMS);
    const illegal = await errorOf(paymentIntents.capture(id));
    expect(illegal).toMatchObject({
      code: 'payment_intent_unexpected_state',
      payment_intent: { id },
      requestId: expect.stringMatching(/^req_/),
      doc_url: expect.stringContaining('payment-intent-unexpected-state'),
    });
  });

  it('tell a declined card', async () => {
    const payment = { ...PARAMS, confirm: true, payment_method: 'pm_card_chargeDeclined' };
    const error = await errorOf(rig.stripe.paymentIntents.create(payment));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({
      code: 'card_declined',
      decline_code: 'generic_decline',
      charge: expect.stringMatching(/^ch_/),
      payment_method: { object: 'payment_method' },
    });
  });

  it('tell a wrong key', async () => {
    const { hostname, port } = new URL(rig.baseUrl);
    const stranger = new Stripe('sk_test_wrong', {
      host: hostname,
      port: Number(port),
      protocol: 'http',
    });
    const error = await errorOf(stranger.customers.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
  });

  it('tell an idempotency key that was used for something else', async () => {
    const options = { idempotencyKey: 'key-1' };
    await rig.stripe.paymentIntents.create(PARAMS, options);
    const other = rig.stripe.paymentIntents.create({ ...PARAMS, amount: 2000 }, options);
    expect(await errorOf(other)).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  });

  it.each([
    [403, Stripe.errors.StripePermissionError],
    [409, Stripe.errors.StripeAPIError],
    [424, Stripe.errors.StripeAPIError],
    [500, Stripe.errors.StripeAPIError],
    [503, Stripe.errors.StripeAPIError],
  ])('tell %i', async (status, type) => {
    rig.arm('error-status', { status });
    const error = await errorOf(rig.stripe.paymentIntents.create(PARAMS));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ statusCode: status, requestId: expect.stringMatching(/^req_/) });
  });

  it('tell a rate limit and a lost connection', async () => {
    rig.arm('rate-limit');
    expect(await errorOf(rig.stripe.paymentIntents.create(PARAMS))).toBeInstanceOf(
      Stripe.errors.StripeRateLimitError,
    );
    rig.gateway.faults.clearAll();
    rig.arm('connection-reset');
    expect(await errorOf(rig.stripe.paymentIntents.create(PARAMS))).toBeInstanceOf(
      Stripe.errors.StripeConnectionError,
    );
  });
});

describe('the retries of the SDK', () => {
  const retrying = () => client({ maxNetworkRetries: 2, telemetry: false });

  it('repeat a 503 with the same key, three times in all', async () => {
    rig.arm('error-status', { status: 503 });
    await errorOf(retrying().paymentIntents.create(PARAMS));
    const keys = journal().map(({ key }) => key);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^stripe-node-retry-/);
  });

  it('stop at a 500, because Stripe says that it would only be told again', async () => {
    rig.arm('error-status', { status: 500 });
    const error = await errorOf(retrying().paymentIntents.create(PARAMS));
    expect(error).toMatchObject({ headers: { 'stripe-should-retry': 'false' } });
    expect(journal()).toHaveLength(1);
  });

  it('leave a 429 alone', async () => {
    rig.arm('rate-limit');
    await errorOf(retrying().paymentIntents.create(PARAMS));
    expect(journal()).toHaveLength(1);
  });

  it('meet a reset once more even when told not to retry, and charge once', async () => {
    rig.arm('connection-reset');
    await errorOf(rig.stripe.paymentIntents.create(PARAMS));
    expect(journal()).toHaveLength(2);
  });

  it('do not repeat an answer that was cut, whose outcome nobody knows', async () => {
    const { id } = await rig.stripe.paymentIntents.create({
      ...PARAMS,
      payment_method: 'pm_card_visa',
    });
    rig.arm('cut-body');
    const error = await errorOf(retrying().paymentIntents.confirm(id));
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(journal().filter(({ operation }) => operation === 'confirm')).toHaveLength(1);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('never charge twice: a lost answer is repeated with its key', async () => {
    rig.arm('processed-then-lost');
    await errorOf(
      retrying().paymentIntents.create({
        ...PARAMS,
        confirm: true,
        payment_method: 'pm_card_visa',
      }),
    );
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });
});

describe('what else the SDK sends and reads', () => {
  it('is telemetry, which changes nothing', async () => {
    const stripe = client({ telemetry: true });
    const first = await stripe.paymentIntents.create(PARAMS);
    expect(first.lastResponse.requestId).toMatch(/^req_[0-9A-Za-z]{14}$/);
    // The second call tells how long the first one took.
    const second = await stripe.paymentIntents.create(PARAMS);
    expect(second.status).toBe('requires_payment_method');
  });

  it('is the version of the API and of the key', async () => {
    const { lastResponse } = await rig.stripe.paymentIntents.create(PARAMS, {
      idempotencyKey: 'key-1',
      apiVersion: '2026-03-25.dahlia',
    });
    expect(lastResponse).toMatchObject({
      apiVersion: '2026-03-25.dahlia',
      idempotencyKey: 'key-1',
      statusCode: 200,
    });
  });

  it('is an account of a platform, in whose space keys are unique', async () => {
    const ask = (stripeAccount: string, amount: number) =>
      rig.stripe.paymentIntents.create(
        { ...PARAMS, amount },
        { stripeAccount, idempotencyKey: 'key-1' },
      );
    await ask('acct_1', 1000);
    expect((await ask('acct_2', 2000)).amount).toBe(2000);
  });

  it('is an expansion of what an object names, in depth', async () => {
    const paid = await rig.stripe.paymentIntents.create({
      ...PARAMS,
      confirm: true,
      payment_method: 'pm_card_visa',
      capture_method: 'automatic',
      expand: ['latest_charge.balance_transaction', 'payment_method'],
    });
    expect(paid).toMatchObject({
      latest_charge: { balance_transaction: { net: 941 } },
      payment_method: { type: 'card' },
    });
  });
});
