import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import Stripe from 'stripe';
import { idOf, startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const RETURN_URL = 'https://shop.test/back?basket=7';

const start = (
  payment_method: string,
  rest: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> =>
  rig.stripe.paymentIntents.create({
    amount: 1000,
    currency: 'eur',
    confirm: true,
    return_url: RETURN_URL,
    payment_method,
    ...rest,
  });

const pageOf = (intent: Stripe.PaymentIntent | Stripe.SetupIntent): string =>
  intent.next_action?.redirect_to_url?.url ?? '';

/** What the customer's browser does; it carries no key. */
const press = (page: string, button: 'complete' | 'fail') =>
  fetch(`${page}/${button}`, { method: 'POST', redirect: 'manual' });

const statusOf = async (id: string) => (await rig.stripe.paymentIntents.retrieve(id)).status;

const noOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('a card that wants 3-D Secure', () => {
  it.each([
    'pm_card_authenticationRequired',
    'pm_card_authenticationRequiredOnSetup',
    'pm_card_authenticationRequiredSetupForOffSession',
    'pm_card_threeDSecure2Required',
    'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
    'pm_card_threeDSecureRequiredChargeDeclined',
  ])('stops %s at requires_action, and no money moves', async (method) => {
    const intent = await start(method);
    expect(intent).toMatchObject({
      status: 'requires_action',
      latest_charge: null,
      next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: RETURN_URL } },
    });
    expect(rig.movements()).toEqual([]);
  });

  it('is taken once the customer authenticated, who comes back to the return URL', async () => {
    const intent = await start('pm_card_authenticationRequired');
    const page = await fetch(pageOf(intent));
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('/complete');
    const back = await press(pageOf(intent), 'complete');
    expect(back.status).toBe(303);
    const location = new URL(back.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe('https://shop.test/back');
    expect(Object.fromEntries(location.searchParams)).toEqual({
      basket: '7',
      payment_intent: intent.id,
      payment_intent_client_secret: intent.client_secret,
      redirect_status: 'succeeded',
    });
    const paid = await rig.stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(paid).toMatchObject({
      status: 'succeeded',
      next_action: null,
      latest_charge: {
        payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } },
      },
    });
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('is held when the capture is manual', async () => {
    const intent = await start('pm_card_threeDSecure2Required', { capture_method: 'manual' });
    await press(pageOf(intent), 'complete');
    expect(await statusOf(intent.id)).toBe('requires_capture');
    expect(rig.movements()).toEqual(['authorise 1000']);
  });

  it('needs another method when the authentication failed', async () => {
    const intent = await start('pm_card_authenticationRequired');
    const back = await press(pageOf(intent), 'fail');
    expect(back.headers.get('location')).toContain('redirect_status=failed');
    expect(await rig.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    const again = await rig.stripe.paymentIntents.confirm(intent.id, {
      payment_method: 'pm_card_visa',
    });
    expect(again.status).toBe('succeeded');
    expect(again.last_payment_error).toBeNull();
  });

  it.each([
    ['4000008400001629', 'generic_decline'],
    ['4000008260003178', 'insufficient_funds'],
    ['4000008400001280', 'processing_error'],
  ])('declines %s after the authentication with %s', async (number, code) => {
    const { body } = await rig.ask(
      'POST',
      '/v1/payment_intents',
      'amount=1000&currency=eur&confirm=true&payment_method_data[type]=card&' +
        `payment_method_data[card][number]=${number}&payment_method_data[card][exp_month]=12&` +
        'payment_method_data[card][exp_year]=2034',
    );
    expect(body['status']).toBe('requires_action');
    const page = `${rig.baseUrl}/3d_secure/${idOf(body['id'])}`;
    const back = await press(page, 'complete');
    expect(await back.json()).toMatchObject({ redirect_status: 'failed' });
    expect(await rig.stripe.paymentIntents.retrieve(idOf(body['id']))).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: code },
    });
    expect(rig.movements()).toEqual([]);
  });

  it('is left to Stripe.js without a return URL', async () => {
    const intent = await rig.stripe.paymentIntents.create({
      amount: 1000,
      currency: 'eur',
      confirm: true,
      payment_method: 'pm_card_authenticationRequired',
    });
    expect(intent.next_action).toMatchObject({
      type: 'use_stripe_sdk',
      use_stripe_sdk: { stripe_js: `${rig.baseUrl}/3d_secure/${intent.id}` },
    });
  });

  it('waits for the merchant once more where the confirmation is manual', async () => {
    const intent = await start('pm_card_authenticationRequired', { confirmation_method: 'manual' });
    await press(pageOf(intent), 'complete');
    expect(await statusOf(intent.id)).toBe('requires_confirmation');
    expect(rig.movements()).toEqual([]);
    const paid = await rig.stripe.paymentIntents.confirm(intent.id);
    expect(paid.status).toBe('succeeded');
  });

  it('is declined off session, and where the merchant will not wait', async () => {
    const off = await noOf(start('pm_card_authenticationRequired', { off_session: true }));
    expect(off).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(off).toMatchObject({
      code: 'authentication_required',
      decline_code: 'authentication_required',
      payment_intent: { status: 'requires_payment_method' },
    });
    const impatient = { error_on_requires_action: true };
    const other = await noOf(start('pm_card_authenticationRequired', impatient));
    expect(other).toMatchObject({ code: 'authentication_required', statusCode: 402 });
  });

  it('that only supports it is asked when the merchant wants it', async () => {
    expect((await start('pm_card_threeDSecureOptional')).status).toBe('succeeded');
    const options = { card: { request_three_d_secure: 'any' as const } };
    const asked = await start('pm_card_threeDSecureOptional', { payment_method_options: options });
    expect(asked.status).toBe('requires_action');
    const never = await start('pm_card_amex_threeDSecureNotSupported', {
      payment_method_options: options,
    });
    expect(never.status).toBe('succeeded');
  });

  it('can still be canceled while it waits, and is authenticated no second time', async () => {
    const intent = await start('pm_card_authenticationRequired');
    await rig.stripe.paymentIntents.cancel(intent.id);
    const back = await press(pageOf(intent), 'complete');
    expect(back.status).toBe(400);
    expect(rig.movements()).toEqual([]);
    expect((await press(`${rig.baseUrl}/3d_secure/pi_unknown`, 'complete')).status).toBe(404);
    expect((await fetch(`${rig.baseUrl}/3d_secure/pi_unknown`)).status).toBe(404);
  });
});

describe('a card that was set up', () => {
  async function setUp(payment_method: string): Promise<Stripe.SetupIntent> {
    const customer = await rig.stripe.customers.create();
    const setup = await rig.stripe.setupIntents.create({
      customer: customer.id,
      confirm: true,
      payment_method,
      return_url: RETURN_URL,
    });
    if (setup.status !== 'requires_action') return setup;
    const back = await press(pageOf(setup), 'complete');
    expect(back.headers.get('location')).toContain(`setup_intent=${setup.id}`);
    return rig.stripe.setupIntents.retrieve(setup.id);
  }

  const charge = (setup: Stripe.SetupIntent) =>
    start(idOf(setup.payment_method), {
      customer: idOf(setup.customer),
      off_session: true,
    });

  it('needs no authentication off session, unless it always does', async () => {
    const once = await setUp('pm_card_authenticationRequiredOnSetup');
    expect(once.status).toBe('succeeded');
    expect((await charge(once)).status).toBe('succeeded');
    const always = await setUp('pm_card_authenticationRequired');
    expect(await noOf(charge(always))).toMatchObject({ code: 'authentication_required' });
  });

  it('belongs to its customer, and the issuer may refuse it', async () => {
    const setup = await setUp('pm_card_visa');
    const method = await rig.stripe.paymentMethods.retrieve(idOf(setup.payment_method));
    expect(method.customer).toBe(setup.customer);
    expect(await noOf(setUp('pm_card_chargeDeclined'))).toMatchObject({
      code: 'card_declined',
      setup_intent: { status: 'requires_payment_method' },
    });
  });

  it('fails with its authentication, and is canceled only while open', async () => {
    const setup = await rig.stripe.setupIntents.create({
      confirm: true,
      payment_method: 'pm_card_authenticationRequired',
      return_url: RETURN_URL,
    });
    await press(pageOf(setup), 'fail');
    const failed = await rig.stripe.setupIntents.retrieve(setup.id);
    expect(failed.last_setup_error?.code).toBe('setup_intent_authentication_failure');
    const updated = await rig.stripe.setupIntents.update(setup.id, { description: 'again' });
    expect(updated.description).toBe('again');
    const confirmed = await rig.stripe.setupIntents.confirm(setup.id, {
      payment_method: 'pm_card_visa',
    });
    expect(confirmed.status).toBe('succeeded');
    expect(await noOf(rig.stripe.setupIntents.cancel(setup.id))).toMatchObject({
      code: 'setup_intent_unexpected_state',
    });
    const other = await rig.stripe.setupIntents.create();
    expect((await rig.stripe.setupIntents.cancel(other.id)).status).toBe('canceled');
    const list = await rig.stripe.setupIntents.list();
    expect(list.data.map(({ id }) => id)).toEqual([other.id, setup.id]);
  });
});
