import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../../../harness/core/test-cards.ts';
import {
  PATIENCE,
  at,
  textAt,
  cardOf,
  orderBody,
  startRig,
  type Reply,
  type Rig,
} from './rig.fixture.ts';
import { startReceiver, type Received, type Receiver } from './receiver.fixture.ts';
import { isSignatureValid } from './signature.ts';

const ORDERS = '/v2/checkout/orders';
const CARD = { payment_source: { card: cardOf(TEST_CARDS.visa.number) } };

let rig: Rig;
let receiver: Receiver;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(async () => {
  rig.startOver();
  receiver = await startReceiver();
  rig.gateway.setWebhookEndpoint(receiver.url);
});
afterEach(() => receiver[Symbol.asyncDispose]());

const post = (path: string, body: unknown = {}): Promise<Reply> => rig.ask('POST', path, body);

async function eventTypes(count: number): Promise<readonly string[]> {
  await expect.poll(() => receiver.received.length, PATIENCE).toBe(count);
  return receiver.received.map(({ event }) => textAt(event, 'event_type')).sort();
}

async function create(intent: 'CAPTURE' | 'AUTHORIZE'): Promise<string> {
  return `${ORDERS}/${textAt((await post(ORDERS, orderBody(intent))).body, 'id')}`;
}

async function firstEvent(): Promise<Received> {
  await post(`${await create('AUTHORIZE')}/authorize`, CARD);
  await expect.poll(() => receiver.received.length, PATIENCE).toBeGreaterThan(0);
  const [first] = receiver.received;
  if (first === undefined) throw new Error('no webhook came');
  return first;
}

describe('webhooks', () => {
  it('tell the life of a captured order', async () => {
    const path = await create('CAPTURE');
    await post(`${path}/confirm-payment-source`, CARD);
    const paid = await post(`${path}/capture`);
    const capture = at(paid.body, 'purchase_units', 0, 'payments', 'captures', 0);
    await post(`/v2/payments/captures/${textAt(capture, 'id')}/refund`);
    expect(await eventTypes(4)).toEqual([
      'CHECKOUT.ORDER.APPROVED',
      'CHECKOUT.ORDER.COMPLETED',
      'PAYMENT.CAPTURE.COMPLETED',
      'PAYMENT.CAPTURE.REFUNDED',
    ]);
  });

  it('tell the life of an authorization', async () => {
    const reply = await post(`${await create('AUTHORIZE')}/authorize`, CARD);
    const payments = at(reply.body, 'purchase_units', 0, 'payments');
    const id = textAt(payments, 'authorizations', 0, 'id');
    await post(`/v2/payments/authorizations/${id}/capture`, {
      amount: { currency_code: 'USD', value: '40.00' },
    });
    await post(`/v2/payments/authorizations/${id}/void`);
    expect(await eventTypes(4)).toEqual([
      'CHECKOUT.ORDER.COMPLETED',
      'PAYMENT.AUTHORIZATION.CREATED',
      'PAYMENT.AUTHORIZATION.VOIDED',
      'PAYMENT.CAPTURE.COMPLETED',
    ]);
  });

  it('tell of a hold that expired', async () => {
    await post(`${await create('AUTHORIZE')}/authorize`, CARD);
    rig.clock.advance(29 * 86_400_000);
    expect(await eventTypes(3)).toContain('PAYMENT.AUTHORIZATION.VOIDED');
  });

  it('tell of a declined capture, and not that its order was completed', async () => {
    await post(`${await create('CAPTURE')}/capture`, {
      payment_source: { card: cardOf(TEST_CARDS['lost-card'].number) },
    });
    expect(await eventTypes(1)).toEqual(['PAYMENT.CAPTURE.DENIED']);
  });

  it('carry the resource, the order and the merchant’s reference', async () => {
    const path = await create('CAPTURE');
    await post(`${path}/capture`, CARD);
    await eventTypes(2);
    const capture = receiver.received.find(({ event }) => at(event, 'resource_type') === 'capture');
    expect(capture?.event).toMatchObject({
      event_version: '1.0',
      resource_version: '2.0',
      summary: 'Payment completed for 100.00 USD',
      resource: {
        status: 'COMPLETED',
        amount: { value: '100.00' },
        supplementary_data: { related_ids: { order_id: path.slice(ORDERS.length + 1) } },
      },
    });
    const deliveries = rig.gateway.events.filter((event) => event.kind === 'webhook');
    expect(deliveries[0]).toMatchObject({
      order: 'order-1',
      object: path.slice(ORDERS.length + 1),
      deliveryAttempt: 0,
    });
  });

  it('are not sent again by a repeated request', async () => {
    const path = `${await create('CAPTURE')}/capture`;
    await rig.ask('POST', path, CARD, { 'paypal-request-id': 'k' });
    await rig.ask('POST', path, CARD, { 'paypal-request-id': 'k' });
    await eventTypes(2);
    await rig.gateway.deliverWebhooks();
    expect(receiver.received).toHaveLength(2);
  });
});

describe('a webhook’s signature', () => {
  const header = ({ headers }: Received, name: string): string => String(headers[name]);
  const verification = (received: Received) => ({
    auth_algo: header(received, 'paypal-auth-algo'),
    cert_url: header(received, 'paypal-cert-url'),
    transmission_id: header(received, 'paypal-transmission-id'),
    transmission_sig: header(received, 'paypal-transmission-sig'),
    transmission_time: header(received, 'paypal-transmission-time'),
    webhook_id: rig.gateway.environment['PAYPAL_WEBHOOK_ID'],
    webhook_event: received.event,
  });
  const verify = (body: object) => post('/v1/notifications/verify-webhook-signature', body);

  it('is checked with the certificate that the gateway serves', async () => {
    const received = await firstEvent();
    const response = await fetch(header(received, 'paypal-cert-url'));
    const pem = await response.text();
    const certificate = new X509Certificate(pem);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    const transmission = {
      id: header(received, 'paypal-transmission-id'),
      time: header(received, 'paypal-transmission-time'),
      webhookId: String(rig.gateway.environment['PAYPAL_WEBHOOK_ID']),
      body: received.text,
    };
    const signature = header(received, 'paypal-transmission-sig');
    expect(isSignatureValid(transmission, signature, pem)).toBe(true);
    const forged = { ...transmission, body: received.text.replace('100.00', '900.00') };
    expect(isSignatureValid(forged, signature, pem)).toBe(false);
    expect(transmission.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-\w{12}$/);
  });

  it('is confirmed by the verification endpoint', async () => {
    const reply = await verify(verification(await firstEvent()));
    expect(reply).toMatchObject({ status: 200, body: { verification_status: 'SUCCESS' } });
  });

  it('is denied for anything that was changed', async () => {
    const genuine = verification(await firstEvent());
    for (const change of [
      { webhook_event: Object.assign({}, genuine.webhook_event, { summary: 'A million for you' }) },
      { transmission_id: '69cd13f0-d67a-11e5-baa3-778b53f4ae55' },
      { transmission_time: '2020-01-01T00:00:00Z' },
      { webhook_id: '1JE4291016473214C' },
      { transmission_sig: 'AAAA' },
      { cert_url: 'https://evil.invalid/cert' },
      { auth_algo: 'none' },
    ]) {
      const reply = await verify({ ...genuine, ...change });
      expect(at(reply.body, 'verification_status')).toBe('FAILURE');
    }
  });

  it('needs a whole request to be checked, and a caller with a token', async () => {
    const { transmission_sig: _, ...rest } = verification(await firstEvent());
    expect(await verify(rest)).toMatchObject({
      status: 400,
      body: { details: [{ issue: 'MISSING_REQUIRED_PARAMETER', field: '/transmission_sig' }] },
    });
    const path = '/v1/notifications/verify-webhook-signature';
    expect((await rig.ask('POST', path, rest, { authorization: '' })).status).toBe(401);
  });

  it('has no other certificate to offer', async () => {
    expect((await fetch(`${rig.baseUrl}/v1/notifications/certs/CERT-0`)).status).toBe(404);
  });
});
