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
