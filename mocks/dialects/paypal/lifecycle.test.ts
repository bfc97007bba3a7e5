import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../../../harness/core/test-cards.ts';
import { orderRequest, startRig, type Rig } from './rig.fixture.ts';

// The whole life of a payment, told by the official client. It validates what it is answered, so
// every field here also has PayPal's type.

const VISA = { number: TEST_CARDS.visa.number, expiry: '2040-12', securityCode: '123' };
const DAY_MS = 86_400_000;
const FULL = 'return=representation';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

describe('an order to capture', () => {
  it('is created, captured by card, read and refunded in parts', async () => {
    const created = await rig.orders.createOrder({ body: orderRequest('CAPTURE', '12.34', 'EUR') });
    expect(created.statusCode).toBe(201);
    expect(created.result).toMatchObject({ status: 'CREATED' });
    expect(created.result.purchaseUnits).toBeUndefined();
    const id = String(created.result.id);
    expect(id).toMatch(/^[A-Z0-9]{17}$/);

    const paid = await rig.orders.captureOrder({ id, body: { paymentSource: { card: VISA } } });
    expect(paid.statusCode).toBe(201);
    expect(paid.result.status).toBe('COMPLETED');
    const capture = paid.result.purchaseUnits?.[0]?.payments?.captures?.[0];
    expect(capture).toMatchObject({
      status: 'COMPLETED',
      amount: { currencyCode: 'EUR', value: '12.34' },
      processorResponse: { responseCode: '0000' },
    });
    const captureId = String(capture?.id);

    const part = await rig.payments.refundCapturedPayment({
      captureId,
      prefer: FULL,
      body: { amount: { currencyCode: 'EUR', value: '2.34' } },
    });
    expect(part.result).toMatchObject({ status: 'COMPLETED', amount: { value: '2.34' } });
    const partly = await rig.payments.getCapturedPayment({ captureId });
    expect(partly.result.status).toBe('PARTIALLY_REFUNDED');

    const rest = await rig.payments.refundCapturedPayment({ captureId, prefer: FULL });
    expect(rest.result).toMatchObject({
      amount: { value: '10.00' },
      sellerPayableBreakdown: { totalRefundedAmount: { value: '12.34' } },
    });
    const read = await rig.payments.getRefund({ refundId: String(rest.result.id) });
    expect(read.result).toMatchObject({ status: 'COMPLETED', amount: { value: '10.00' } });

    const order = await rig.orders.getOrder({ id });
    expect(order.result.purchaseUnits?.[0]?.payments).toMatchObject({
      captures: [{ status: 'REFUNDED' }],
      refunds: [{ amount: { value: '2.34' } }, { amount: { value: '10.00' } }],
    });
    expect(rig.movements()).toEqual([
      'authorise 1234',
      'capture 1234',
      'refund 234',
      'refund 1000',
    ]);
    expect(new Set(rig.ledger().map((entry) => entry.authorisation)).size).toBe(1);
    for (const entry of rig.ledger()) {
      expect(entry).toMatchObject({ order: 'order-1', object: id, currency: 'EUR' });
    }
  });

  it('is paid at once when it is created with a card', async () => {
    const made = await rig.orders.createOrder({
      body: { ...orderRequest('CAPTURE'), paymentSource: { card: VISA } },
      paypalRequestId: 'single-step',
      prefer: FULL,
    });
    expect(made.result.status).toBe('COMPLETED');
    expect(made.result.paymentSource?.card).toMatchObject({ lastDigits: '4242', brand: 'VISA' });
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
    expect(rig.gateway.journal(1)[0]?.operation).toBe('confirm');
  });

  it('is approved by confirming a card, then captured without one', async () => {
    const created = await rig.orders.createOrder({ body: orderRequest('CAPTURE') });
    const id = String(created.result.id);
    const confirmed = await rig.orders.confirmOrder({
      id,
      body: { paymentSource: { card: VISA } },
    });
    expect(confirmed.result.status).toBe('APPROVED');
    expect(rig.movements()).toEqual([]);
    const paid = await rig.orders.captureOrder({ id });
    expect(paid.result.status).toBe('COMPLETED');
  });

  it('takes each of several purchase units on its own authorisation', async () => {
    const units = ['a', 'b'].map((referenceId) => ({
      referenceId,
      amount: { currencyCode: 'USD', value: '5.00' },
    }));
    const created = await rig.orders.createOrder({
      body: { ...orderRequest('CAPTURE'), purchaseUnits: units },
    });
    const id = String(created.result.id);
    const paid = await rig.orders.captureOrder({ id, body: { paymentSource: { card: VISA } } });
    expect(paid.result.purchaseUnits?.map((unit) => unit.payments?.captures?.length)).toEqual([
      1, 1,
    ]);
    expect(rig.movements()).toEqual([
      'authorise 500',
      'capture 500',
      'authorise 500',
      'capture 500',
    ]);
  });

  it('writes currencies without decimals as PayPal does and the ledger as ISO does', async () => {
    const created = await rig.orders.createOrder({ body: orderRequest('CAPTURE', '1500', 'HUF') });
    const id = String(created.result.id);
    const paid = await rig.orders.captureOrder({ id, body: { paymentSource: { card: VISA } } });
    const capture = paid.result.purchaseUnits?.[0]?.payments?.captures?.[0];
    expect(capture?.amount).toEqual({ currencyCode: 'HUF', value: '1500' });
    expect(rig.movements()).toEqual(['authorise 150000', 'capture 150000']);
  });
});

describe('an order to authorize', () => {
  async function authorize(value = '100.00'): Promise<string> {
    const created = await rig.orders.createOrder({ body: orderRequest('AUTHORIZE', value) });
    const id = String(created.result.id);
    const held = await rig.orders.authorizeOrder({ id, body: { paymentSource: { card: VISA } } });
    expect(held.statusCode).toBe(201);
    const authorization = held.result.purchaseUnits?.[0]?.payments?.authorizations?.[0];
    expect(authorization).toMatchObject({ status: 'CREATED', amount: { value } });
    return String(authorization?.id);
  }

  it('is captured in parts until the whole hold is taken', async () => {
    const authorizationId = await authorize();
    const first = await rig.payments.captureAuthorizedPayment({
      authorizationId,
      prefer: FULL,
      body: { amount: { currencyCode: 'USD', value: '30.00' } },
    });
    expect(first.result).toMatchObject({ status: 'COMPLETED', finalCapture: false });
    const partly = await rig.payments.getAuthorizedPayment({ authorizationId });
    expect(partly.result.status).toBe('PARTIALLY_CAPTURED');
    const second = await rig.payments.captureAuthorizedPayment({ authorizationId, prefer: FULL });
    expect(second.result.amount?.value).toBe('70.00');
    const all = await rig.payments.getAuthorizedPayment({ authorizationId });
    expect(all.result.status).toBe('CAPTURED');
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 3000', 'capture 7000']);
  });

  it('lets go of the rest with a final capture', async () => {
    const authorizationId = await authorize();
    await rig.payments.captureAuthorizedPayment({
      authorizationId,
      body: { amount: { currencyCode: 'USD', value: '30.00' }, finalCapture: true },
    });
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 3000', 'void 7000']);
  });

  it('is voided with an empty answer, or with the authorization on request', async () => {
    const quiet = await rig.payments.voidPayment({ authorizationId: await authorize() });
    expect(quiet.statusCode).toBe(204);
    expect(quiet.result).toBeNull();
    const authorizationId = await authorize('7.00');
    const told = await rig.payments.voidPayment({ authorizationId, prefer: FULL });
    expect(told.result).toMatchObject({ id: authorizationId, status: 'VOIDED' });
    expect(rig.movements()).toEqual(['authorise 10000', 'void 10000', 'authorise 700', 'void 700']);
  });

  it('gives its hold back after 29 days', async () => {
    const authorizationId = await authorize();
    rig.pass(28 * DAY_MS);
    expect(rig.movements()).toEqual(['authorise 10000']);
    rig.pass(DAY_MS);
    expect(rig.movements()).toEqual(['authorise 10000', 'expire 10000']);
    expect(rig.ledger()[1]?.exchange).toBeNull();
    const reply = await rig.ask('POST', `/v2/payments/authorizations/${authorizationId}/capture`);
    expect(reply).toMatchObject({
      status: 422,
      body: { details: [{ issue: 'AUTHORIZATION_EXPIRED' }] },
    });
  });

  it('is renewed after its honour period; the renewal is captured instead', async () => {
    const authorizationId = await authorize();
    rig.pass(4 * DAY_MS);
    const renewed = await rig.payments.reauthorizePayment({
      authorizationId,
      prefer: FULL,
      body: { amount: { currencyCode: 'USD', value: '110.00' } },
    });
    expect(renewed.statusCode).toBe(201);
    expect(renewed.result).toMatchObject({ status: 'CREATED', amount: { value: '110.00' } });
    expect(renewed.result.id).not.toBe(authorizationId);
    await rig.payments.captureAuthorizedPayment({ authorizationId: String(renewed.result.id) });
    expect(rig.movements()).toEqual([
      'authorise 10000',
      'void 10000',
      'authorise 11000',
      'capture 11000',
    ]);
  });

  it('ends its renewal when the original is voided', async () => {
    const authorizationId = await authorize();
    rig.pass(4 * DAY_MS);
    const renewed = await rig.payments.reauthorizePayment({ authorizationId });
    await rig.payments.voidPayment({ authorizationId });
    const renewal = await rig.payments.getAuthorizedPayment({
      authorizationId: String(renewed.result.id),
    });
    expect(renewal.result.status).toBe('VOIDED');
    expect(rig.movements().slice(1)).toEqual(['void 10000', 'authorise 10000', 'void 10000']);
  });
});

describe('an order of a PayPal account', () => {
  it('waits for its buyer, who approves on the page that it links to', async () => {
    const created = await rig.orders.createOrder({
      body: { ...orderRequest('CAPTURE'), paymentSource: { paypal: {} } },
    });
    expect(created.result.status).toBe('PAYER_ACTION_REQUIRED');
    const page = created.result.links?.find((link) => link.rel === 'payer-action')?.href;
    const approved = await fetch(String(page));
    expect(approved.status).toBe(200);
    const id = String(created.result.id);
    expect((await rig.orders.getOrder({ id })).result.status).toBe('APPROVED');
    expect((await rig.orders.captureOrder({ id })).result.status).toBe('COMPLETED');
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
  });
});

describe('a patch', () => {
  it('changes a purchase unit before it is paid', async () => {
    const created = await rig.orders.createOrder({ body: orderRequest('CAPTURE') });
    const id = String(created.result.id);
    const unit = "/purchase_units/@reference_id=='order-1'";
    const patched = await rig.orders.patchOrder({
      id,
      body: [
        { op: 'replace', path: `${unit}/amount`, value: { currency_code: 'USD', value: '80.00' } },
        { op: 'add', path: `${unit}/invoice_id`, value: 'inv-1' },
        { op: 'remove', path: `${unit}/custom_id` },
      ] as never,
    });
    expect(patched.statusCode).toBe(204);
    const read = (await rig.orders.getOrder({ id })).result.purchaseUnits?.[0];
    expect(read).toMatchObject({ amount: { value: '80.00' }, invoiceId: 'inv-1' });
    expect(read?.customId).toBeUndefined();
    await rig.orders.captureOrder({ id, body: { paymentSource: { card: VISA } } });
    expect(rig.movements()).toEqual(['authorise 8000', 'capture 8000']);
  });

  it('changes the intent, the payer and where it is shipped to', async () => {
    const created = await rig.orders.createOrder({ body: orderRequest('CAPTURE') });
    const id = String(created.result.id);
    const shipping = "/purchase_units/@reference_id=='order-1'/shipping";
    const address = { address_line_1: '1 Long Acre', country_code: 'GB' };
    await rig.orders.patchOrder({
      id,
      body: [
        { op: 'replace', path: '/intent', value: 'AUTHORIZE' },
        { op: 'add', path: '/payer', value: { email_address: 'ada@example.com' } },
        { op: 'add', path: `${shipping}/name`, value: { full_name: 'Ada' } },
        { op: 'add', path: `${shipping}/address`, value: address },
        { op: 'replace', path: `${shipping}/name`, value: { full_name: 'Ada Lovelace' } },
      ] as never,
    });
    const read = (await rig.orders.getOrder({ id })).result;
    expect(read).toMatchObject({ intent: 'AUTHORIZE', payer: { emailAddress: 'ada@example.com' } });
    expect(read.purchaseUnits?.[0]?.shipping).toMatchObject({
      name: { fullName: 'Ada Lovelace' },
      address: { countryCode: 'GB' },
    });
    await rig.orders.authorizeOrder({ id, body: { paymentSource: { card: VISA } } });
    expect(rig.movements()).toEqual(['authorise 10000']);
  });
});
