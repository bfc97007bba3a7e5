import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../../../harness/core/test-cards.ts';
import { at, textAt, cardOf, orderBody, startRig, type Reply, type Rig } from './rig.fixture.ts';

// Each step that the states forbid is refused with PayPal's own issue and moves nothing.

const ORDERS = '/v2/checkout/orders';
const CARD = { payment_source: { card: cardOf(TEST_CARDS.visa.number) } };
const DAY_MS = 86_400_000;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const post = (path: string, body: unknown = {}): Promise<Reply> => rig.ask('POST', path, body);

async function refusal(path: string, body: unknown = {}): Promise<unknown> {
  const before = rig.movements().length;
  const reply = await post(path, body);
  expect(rig.movements()).toHaveLength(before);
  expect(reply.status).toBe(422);
  expect(reply.body).toMatchObject({
    name: 'UNPROCESSABLE_ENTITY',
    debug_id: reply.headers.get('paypal-debug-id'),
    links: [{ rel: 'information_link' }],
  });
  return at(reply.body, 'details', 0, 'issue');
}

async function order(intent: 'CAPTURE' | 'AUTHORIZE', body: unknown = orderBody(intent)) {
  return `${ORDERS}/${textAt((await post(ORDERS, body)).body, 'id')}`;
}

async function authorization(): Promise<string> {
  const reply = await post(`${await order('AUTHORIZE')}/authorize`, CARD);
  const payments = at(reply.body, 'purchase_units', 0, 'payments');
  return `/v2/payments/authorizations/${textAt(payments, 'authorizations', 0, 'id')}`;
}

async function capture(): Promise<string> {
  const reply = await post(`${await authorization()}/capture`);
  return `/v2/payments/captures/${textAt(reply.body, 'id')}`;
}

const usd = (value: string, currency = 'USD') => ({
  amount: { currency_code: currency, value },
});

describe('an order', () => {
  it('is not paid without a payment source or an approval', async () => {
    expect(await refusal(`${await order('CAPTURE')}/capture`)).toBe('ORDER_NOT_APPROVED');
    expect(await refusal(`${await order('AUTHORIZE')}/authorize`)).toBe('ORDER_NOT_APPROVED');
  });

  it('is not paid while its payer has yet to act', async () => {
    const path = await order('CAPTURE', {
      ...orderBody('CAPTURE'),
      payment_source: { paypal: {} },
    });
    expect(await refusal(`${path}/capture`)).toBe('PAYER_ACTION_REQUIRED');
  });

  it('is paid only by the step that it was created for', async () => {
    const capturing = `${await order('AUTHORIZE')}/capture`;
    expect(await refusal(capturing, CARD)).toBe('ACTION_DOES_NOT_MATCH_INTENT');
    const authorizing = `${await order('CAPTURE')}/authorize`;
    expect(await refusal(authorizing, CARD)).toBe('ACTION_DOES_NOT_MATCH_INTENT');
  });

  it('is captured once', async () => {
    const path = await order('CAPTURE');
    await post(`${path}/capture`, CARD);
    expect(await refusal(`${path}/capture`, CARD)).toBe('ORDER_ALREADY_CAPTURED');
    expect(await refusal(`${path}/confirm-payment-source`, CARD)).toBe('ORDER_CANNOT_BE_CONFIRMED');
  });

  it('is authorized once', async () => {
    const path = await order('AUTHORIZE');
    await post(`${path}/authorize`, CARD);
    expect(await refusal(`${path}/authorize`, CARD)).toBe('ORDER_ALREADY_AUTHORIZED');
  });

  it('has one attempt: a declined card ends it too', async () => {
    const path = await order('CAPTURE');
    await post(`${path}/capture`, {
      payment_source: { card: cardOf(TEST_CARDS['lost-card'].number) },
    });
    expect(await refusal(`${path}/capture`, CARD)).toBe('ORDER_ALREADY_CAPTURED');
  });

  it('is not changed any more once it is paid', async () => {
    const path = await order('CAPTURE');
    await post(`${path}/capture`, CARD);
    const reply = await rig.ask('PATCH', path, [{ op: 'replace', path: '/intent', value: 'X' }]);
    expect(at(reply.body, 'details', 0, 'issue')).toBe('ORDER_ALREADY_COMPLETED');
  });

  it('waits three hours for its payment', async () => {
    const path = await order('CAPTURE');
    rig.clock.advance(3 * 3_600_000);
    expect(await refusal(`${path}/capture`, CARD)).toBe('ORDER_EXPIRED');
  });

  it('shares its invoice with no other paid order', async () => {
    const invoiced = {
      intent: 'CAPTURE',
      purchase_units: [{ invoice_id: 'inv-7', ...usd('5.00') }],
    };
    const [first, second] = [await order('CAPTURE', invoiced), await order('CAPTURE', invoiced)];
    await post(`${first}/capture`, CARD);
    expect(await refusal(`${second}/capture`, CARD)).toBe('DUPLICATE_INVOICE_ID');
  });
});

describe('an authorization', () => {
  it('is captured up to its amount and in its currency', async () => {
    const path = await authorization();
    expect(await refusal(`${path}/capture`, usd('100.01'))).toBe('MAX_CAPTURE_AMOUNT_EXCEEDED');
    expect(await refusal(`${path}/capture`, usd('1.00', 'EUR'))).toBe(
      'AUTH_CAPTURE_CURRENCY_MISMATCH',
    );
    await post(`${path}/capture`, usd('60.00'));
    expect(await refusal(`${path}/capture`, usd('40.01'))).toBe('MAX_CAPTURE_AMOUNT_EXCEEDED');
  });

  it('is neither captured nor voided once all is taken', async () => {
    const path = await authorization();
    await post(`${path}/capture`);
    expect(await refusal(`${path}/capture`)).toBe('AUTHORIZATION_ALREADY_CAPTURED');
    expect(await refusal(`${path}/void`)).toBe('PREVIOUSLY_CAPTURED');
  });

  it('is closed by a final capture of a part', async () => {
    const path = await authorization();
    await post(`${path}/capture`, { ...usd('10.00'), final_capture: true });
    expect(await refusal(`${path}/capture`)).toBe('AUTHORIZATION_ALREADY_CAPTURED');
    expect(await refusal(`${path}/void`)).toBe('PREVIOUSLY_CAPTURED');
  });

  it('is dead once it is voided', async () => {
    const path = await authorization();
    await post(`${path}/void`);
    expect(await refusal(`${path}/capture`)).toBe('AUTHORIZATION_VOIDED');
    expect(await refusal(`${path}/void`)).toBe('PREVIOUSLY_VOIDED');
    expect(await refusal(`${path}/reauthorize`)).toBe('AUTHORIZATION_VOIDED');
  });

  it('is dead once it expired', async () => {
    const path = await authorization();
    rig.pass(29 * DAY_MS);
    expect(await refusal(`${path}/capture`)).toBe('AUTHORIZATION_EXPIRED');
    expect(await refusal(`${path}/reauthorize`)).toBe('AUTHORIZATION_EXPIRED');
  });

  it('is renewed from the fourth day, up to 115 %, in its currency, untouched', async () => {
    const path = await authorization();
    expect(await refusal(`${path}/reauthorize`)).toBe('REAUTHORIZATION_TOO_SOON');
    rig.pass(3 * DAY_MS);
    const renew = `${path}/reauthorize`;
    expect(await refusal(renew, usd('115.01'))).toBe('AUTHORIZATION_AMOUNT_EXCEEDED');
    expect(await refusal(renew, usd('1.00', 'EUR'))).toBe('AUTH_CURRENCY_MISMATCH');
    await post(`${path}/capture`, usd('1.00'));
    expect(await refusal(renew)).toBe('AUTHORIZATION_ALREADY_CAPTURED');
  });

  it('gives its place to its renewal, which is no original', async () => {
    const path = await authorization();
    rig.pass(4 * DAY_MS);
    const { body } = await post(`${path}/reauthorize`);
    const renewal = `/v2/payments/authorizations/${textAt(body, 'id')}`;
    expect(await refusal(`${path}/capture`)).toBe('AUTHORIZATION_VOIDED');
    expect(await refusal(`${renewal}/void`)).toBe('CANNOT_BE_VOIDED');
    expect(await refusal(`${renewal}/reauthorize`)).toBe('REAUTHORIZATION_NOT_SUPPORTED');
    await post(`${renewal}/capture`);
    expect(await refusal(`${path}/void`)).toBe('PREVIOUSLY_CAPTURED');
  });

  it('is not renewed when the issuer says no', async () => {
    const path = await authorization();
    rig.pass(4 * DAY_MS);
    rig.arm('decline-surge', { kind: 'soft' });
    expect(await refusal(`${path}/reauthorize`)).toBe('PAYER_CANNOT_PAY');
  });
});

describe('a capture', () => {
  it('is refunded up to its amount and in its currency', async () => {
    const path = await capture();
    expect(await refusal(`${path}/refund`, usd('100.01'))).toBe('REFUND_AMOUNT_EXCEEDED');
    expect(await refusal(`${path}/refund`, usd('1.00', 'EUR'))).toBe(
      'REFUND_CAPTURE_CURRENCY_MISMATCH',
    );
    await post(`${path}/refund`, usd('99.99'));
    expect(await refusal(`${path}/refund`, usd('0.02'))).toBe('REFUND_AMOUNT_EXCEEDED');
    await post(`${path}/refund`);
    expect(await refusal(`${path}/refund`)).toBe('CAPTURE_FULLY_REFUNDED');
  });

  it('is refunded within 180 days', async () => {
    const path = await capture();
    rig.pass(180 * DAY_MS);
    expect(await refusal(`${path}/refund`)).toBe('REFUND_TIME_LIMIT_EXCEEDED');
  });
});
