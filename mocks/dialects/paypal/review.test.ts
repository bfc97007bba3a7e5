import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../../../harness/core/test-cards.ts';
import { startReceiver } from './receiver.fixture.ts';
import { REVIEW_MS } from './review.ts';
import { PATIENCE, orderRequest, startRig, textAt, type Rig } from './rig.fixture.ts';

const VISA = { number: TEST_CARDS.visa.number, expiry: '2040-12', securityCode: '123' };
const FULL = 'return=representation';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const ending = (description: string, intent: 'CAPTURE' | 'AUTHORIZE' = 'CAPTURE') => {
  const { purchaseUnits, ...order } = orderRequest(intent);
  return { ...order, purchaseUnits: purchaseUnits.map((unit) => ({ ...unit, description })) };
};

/** The id of a capture that PayPal looks at first. */
async function pay(description: string): Promise<string> {
  const created = await rig.orders.createOrder({ body: ending(description) });
  const id = String(created.result.id);
  const { result } = await rig.orders.captureOrder({
    id,
    prefer: FULL,
    body: { paymentSource: { card: VISA } },
  });
  expect(result.status).toBe('COMPLETED');
  const capture = result.purchaseUnits?.[0]?.payments?.captures?.[0];
  expect(capture).toMatchObject({
    status: 'PENDING',
    statusDetails: { reason: 'PENDING_REVIEW' },
    amount: { value: '100.00' },
  });
  expect(capture?.sellerReceivableBreakdown).toBeUndefined();
  return String(capture?.id);
}

async function hold(description: string): Promise<string> {
  const created = await rig.orders.createOrder({ body: ending(description, 'AUTHORIZE') });
  const { result } = await rig.orders.authorizeOrder({
    id: String(created.result.id),
    prefer: FULL,
    body: { paymentSource: { card: VISA } },
  });
  return String(result.purchaseUnits?.[0]?.payments?.authorizations?.[0]?.id);
}

const statusOf = async (captureId: string): Promise<unknown> =>
  (await rig.payments.getCapturedPayment({ captureId })).result.status;

const part = (value: string) => ({ currencyCode: 'USD', value });

describe('a capture that PayPal looks at first', () => {
  it('is pending while its money is held, and then completed', async () => {
    const id = await pay('paydrill:pending');
    expect(rig.movements()).toEqual(['authorise 10000']);
    expect(rig.gateway.status().detached).toBe(1);
    expect(await statusOf(id)).toBe('PENDING');
    rig.pass(REVIEW_MS);
    expect(await statusOf(id)).toBe('COMPLETED');
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
    expect(rig.gateway.settlement({ fromMs: 0, toMs: Date.UTC(2200, 0) })?.body).toContain(id);
    const [hold, capture] = rig.ledger();
    expect(capture?.exchange).toBe(hold?.exchange);
  });

  it('may be denied, and gives its money back', async () => {
    const id = await pay('paydrill:pending-denied');
    rig.pass(REVIEW_MS);
    expect(await statusOf(id)).toBe('DECLINED');
    expect(rig.movements()).toEqual(['authorise 10000', 'void 10000']);
  });

  it('is told by webhooks, first pending and then what it came to', async () => {
    await using receiver = await startReceiver();
    rig.gateway.setWebhookEndpoint(receiver.url, [
      'PAYMENT.CAPTURE.PENDING',
      'PAYMENT.CAPTURE.COMPLETED',
      'PAYMENT.CAPTURE.DENIED',
    ]);
    const types = (): readonly string[] =>
      receiver.received.map(({ event }) => textAt(event, 'event_type'));
    await pay('paydrill:pending');
    await expect.poll(types, PATIENCE).toEqual(['PAYMENT.CAPTURE.PENDING']);
    rig.pass(REVIEW_MS);
    await expect.poll(types, PATIENCE).toHaveLength(2);
    expect(types()[1]).toBe('PAYMENT.CAPTURE.COMPLETED');
    await pay('paydrill:pending-denied');
    rig.pass(REVIEW_MS);
    await expect.poll(types, PATIENCE).toHaveLength(4);
    expect(types()).toContain('PAYMENT.CAPTURE.DENIED');
  });

  it('can not be refunded yet', async () => {
    const id = await pay('paydrill:pending');
    const refund = () => rig.ask('POST', `/v2/payments/captures/${id}/refund`, {});
    expect(await refund()).toMatchObject({
      status: 422,
      body: { name: 'UNPROCESSABLE_ENTITY', details: [{ issue: 'PENDING_CAPTURE' }] },
    });
    rig.pass(REVIEW_MS);
    expect((await refund()).status).toBe(201);
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000', 'refund 10000']);
  });

  it('keeps its part of an authorization, whatever becomes of the rest', async () => {
    const authorizationId = await hold('paydrill:pending');
    const captured = await rig.payments.captureAuthorizedPayment({
      authorizationId,
      prefer: FULL,
      body: { amount: part('30.00'), finalCapture: true },
    });
    expect(captured.result.status).toBe('PENDING');
    expect(rig.movements()).toEqual(['authorise 10000', 'void 7000']);
    rig.pass(REVIEW_MS);
    expect(await statusOf(String(captured.result.id))).toBe('COMPLETED');
    expect(rig.movements()).toEqual(['authorise 10000', 'void 7000', 'capture 3000']);
  });

  it('is not void with its authorization', async () => {
    const authorizationId = await hold('paydrill:pending');
    const body = { amount: part('30.00') };
    await rig.payments.captureAuthorizedPayment({ authorizationId, body });
    await rig.payments.voidPayment({ authorizationId });
    rig.pass(REVIEW_MS);
    expect(rig.movements()).toEqual(['authorise 10000', 'void 7000', 'capture 3000']);
  });

  it('is shown as it is now to who repeats the request', async () => {
    const authorizationId = await hold('paydrill:pending');
    const again = () =>
      rig.payments.captureAuthorizedPayment({ authorizationId, paypalRequestId: 'take-it' });
    expect((await again()).result.status).toBe('PENDING');
    rig.pass(REVIEW_MS);
    expect((await again()).result.status).toBe('COMPLETED');
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
  });

  it('is forgotten by a reset', async () => {
    await pay('paydrill:pending');
    rig.startOver();
    rig.pass(REVIEW_MS);
    expect(rig.gateway.status().detached).toBe(0);
    expect(rig.movements()).toEqual([]);
  });
});

describe('an authorization that PayPal looks at first', () => {
  const show = async (authorizationId: string) =>
    (await rig.payments.getAuthorizedPayment({ authorizationId })).result;

  it('is pending in an order that is completed, and then can be captured', async () => {
    const authorizationId = await hold('paydrill:authorization-pending');
    expect(await show(authorizationId)).toMatchObject({
      status: 'PENDING',
      statusDetails: { reason: 'PENDING_REVIEW' },
    });
    expect(rig.movements()).toEqual(['authorise 10000']);
    expect(rig.gateway.status().detached).toBe(1);
    rig.pass(REVIEW_MS);
    const { status, statusDetails } = await show(authorizationId);
    expect({ status, statusDetails }).toEqual({ status: 'CREATED', statusDetails: undefined });
    const captured = await rig.payments.captureAuthorizedPayment({ authorizationId });
    expect(captured.result.status).toBe('COMPLETED');
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
  });

  it('can not be captured yet', async () => {
    const id = await hold('paydrill:authorization-pending');
    const capture = () => rig.ask('POST', `/v2/payments/authorizations/${id}/capture`, {});
    expect(await capture()).toMatchObject({
      status: 422,
      body: { name: 'UNPROCESSABLE_ENTITY', details: [{ issue: 'TRANSACTION_REFUSED' }] },
    });
    expect(rig.movements()).toEqual(['authorise 10000']);
  });

  it('may be denied, and gives its money back', async () => {
    const id = await hold('paydrill:authorization-pending-denied');
    rig.pass(REVIEW_MS);
    expect((await show(id)).status).toBe('DENIED');
    expect(rig.movements()).toEqual(['authorise 10000', 'void 10000']);
    const late = await rig.ask('POST', `/v2/payments/authorizations/${id}/capture`, {});
    expect(late).toMatchObject({
      status: 422,
      body: { details: [{ issue: 'AUTHORIZATION_DENIED' }] },
    });
  });

  it('may be let go by its merchant before the review is over', async () => {
    const authorizationId = await hold('paydrill:authorization-pending');
    await rig.payments.voidPayment({ authorizationId });
    rig.pass(REVIEW_MS);
    expect((await show(authorizationId)).status).toBe('VOIDED');
    expect(rig.gateway.status().detached).toBe(0);
    expect(rig.movements()).toEqual(['authorise 10000', 'void 10000']);
  });

  it('is told by webhooks, first pending and then what it came to', async () => {
    await using receiver = await startReceiver();
    rig.gateway.setWebhookEndpoint(receiver.url, [
      'PAYMENT.AUTHORIZATION.CREATED',
      'PAYMENT.AUTHORIZATION.VOIDED',
    ]);
    const told = (): readonly string[] =>
      receiver.received.map(
        ({ event }) => `${textAt(event, 'event_type')} ${textAt(event, 'resource', 'status')}`,
      );
    await hold('paydrill:authorization-pending');
    await expect.poll(told, PATIENCE).toEqual(['PAYMENT.AUTHORIZATION.CREATED PENDING']);
    rig.pass(REVIEW_MS);
    await expect.poll(told, PATIENCE).toHaveLength(2);
    expect(told()[1]).toBe('PAYMENT.AUTHORIZATION.CREATED CREATED');
    await hold('paydrill:authorization-pending-denied');
    await expect.poll(told, PATIENCE).toHaveLength(3);
    rig.pass(REVIEW_MS);
    await expect.poll(told, PATIENCE).toHaveLength(4);
    expect(told()[3]).toBe('PAYMENT.AUTHORIZATION.VOIDED DENIED');
  });
});

describe('a refund that PayPal looks at first', () => {
  /** A capture whose refunds are looked at. */
  async function captured(description: string): Promise<string> {
    const authorizationId = await hold(description);
    const { result } = await rig.payments.captureAuthorizedPayment({ authorizationId });
    return String(result.id);
  }

  const refund = (captureId: string, value?: string) =>
    rig.payments.refundCapturedPayment({
      captureId,
      prefer: FULL,
      ...(value === undefined ? {} : { body: { amount: part(value) } }),
    });

  const show = async (refundId: string) => (await rig.payments.getRefund({ refundId })).result;

  it('is pending while its money stays where it is, and then completed', async () => {
    const captureId = await captured('paydrill:refund-pending');
    const { result, statusCode } = await refund(captureId, '30.00');
    expect(statusCode).toBe(201);
    expect(result).toMatchObject({ status: 'PENDING', statusDetails: { reason: 'ECHECK' } });
    expect(await statusOf(captureId)).toBe('COMPLETED');
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
    rig.pass(REVIEW_MS);
    const { status, statusDetails } = await show(String(result.id));
    expect({ status, statusDetails }).toEqual({ status: 'COMPLETED', statusDetails: undefined });
    expect(await statusOf(captureId)).toBe('PARTIALLY_REFUNDED');
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000', 'refund 3000']);
    const file = rig.gateway.settlement({ fromMs: 0, toMs: Date.UTC(2200, 0) });
    expect(file?.body).toContain(String(result.id));
  });

  it('keeps what it asked for from being refunded twice', async () => {
    const captureId = await captured('paydrill:refund-pending');
    const path = `/v2/payments/captures/${captureId}/refund`;
    await refund(captureId, '70.00');
    const more = await rig.ask('POST', path, { amount: { currency_code: 'USD', value: '30.01' } });
    expect(more).toMatchObject({ body: { details: [{ issue: 'REFUND_AMOUNT_EXCEEDED' }] } });
    const { result } = await refund(captureId);
    expect(result).toMatchObject({ status: 'PENDING', amount: { value: '30.00' } });
    const none = await rig.ask('POST', path, {});
    expect(none).toMatchObject({ body: { details: [{ issue: 'CAPTURE_FULLY_REFUNDED' }] } });
    rig.pass(REVIEW_MS);
    expect(await statusOf(captureId)).toBe('REFUNDED');
    expect(rig.movements().slice(2)).toEqual(['refund 7000', 'refund 3000']);
  });

  it('may fail: no money moves, and it can be asked for again', async () => {
    const captureId = await captured('paydrill:refund-pending-failed');
    const first = await refund(captureId);
    rig.pass(REVIEW_MS);
    expect((await show(String(first.result.id))).status).toBe('FAILED');
    expect(await statusOf(captureId)).toBe('COMPLETED');
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
    expect((await refund(captureId)).result.status).toBe('PENDING');
  });

  it('is shown as it is now to who repeats the request', async () => {
    const captureId = await captured('paydrill:refund-pending');
    const again = () =>
      rig.payments.refundCapturedPayment({ captureId, paypalRequestId: 'give-it-back' });
    expect((await again()).result.status).toBe('PENDING');
    rig.pass(REVIEW_MS);
    expect((await again()).result.status).toBe('COMPLETED');
    expect(rig.movements().slice(2)).toEqual(['refund 10000']);
  });

  it('is told by webhooks, first pending and then what it came to', async () => {
    await using receiver = await startReceiver();
    rig.gateway.setWebhookEndpoint(receiver.url, [
      'PAYMENT.REFUND.PENDING',
      'PAYMENT.REFUND.FAILED',
      'PAYMENT.CAPTURE.REFUNDED',
    ]);
    const told = (): readonly string[] =>
      receiver.received.map(
        ({ event }) => `${textAt(event, 'event_type')} ${textAt(event, 'resource', 'status')}`,
      );
    await refund(await captured('paydrill:refund-pending'));
    await expect.poll(told, PATIENCE).toEqual(['PAYMENT.REFUND.PENDING PENDING']);
    rig.pass(REVIEW_MS);
    await expect.poll(told, PATIENCE).toHaveLength(2);
    expect(told()[1]).toBe('PAYMENT.CAPTURE.REFUNDED COMPLETED');
    await refund(await captured('paydrill:refund-pending-failed'));
    await expect.poll(told, PATIENCE).toHaveLength(3);
    rig.pass(REVIEW_MS);
    await expect.poll(told, PATIENCE).toHaveLength(4);
    expect(told()[3]).toBe('PAYMENT.REFUND.FAILED FAILED');
  });
});
