import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { WebhookHeaders } from '../adapter.ts';
import { certificateOf, CERTIFICATE_PATH, createSigner } from '../testing/paypal-signer.ts';
import { capture, paypalAt } from '../testing/paypal-wire.ts';
import { startScriptedServer } from '../testing/scripted-server.ts';
import type { Script } from '../testing/scripted-server.ts';

const NOW = Date.parse('2026-01-04T00:00:00Z');

const paypal = createSigner();
const stranger = createSigner();

// Odd spacing and key order, because the signature is over these very bytes.
const body = `{ "event_type":"PAYMENT.CAPTURE.COMPLETED",  "id":"WH-E-1", "resource":${JSON.stringify(
  {
    ...capture('COMPLETED'),
    custom_id: 'order-1',
    supplementary_data: { related_ids: { order_id: 'ORDER-1' } },
  },
)}}`;
const headers = paypal.headersOf(body);

const certificate = (body: string): Script => ({ kind: 'answer', status: 200, body });
const genuine = certificate(paypal.certificatePem);

interface Delivery {
  readonly headers?: WebhookHeaders;
  readonly body?: string | Uint8Array;
}

/** Delivers them to one service, one after the other; `asked`: what PayPal was asked meanwhile. */
async function deliverAll(script: Script, deliveries: readonly Delivery[]) {
  await using server = await startScriptedServer(() => script);
  const adapter = paypalAt(server.baseUrl, { now: () => NOW });
  const verdicts = [];
  for (const delivery of deliveries) {
    const raw = delivery.body ?? body;
    const bytes = typeof raw === 'string' ? new TextEncoder().encode(raw) : raw;
    verdicts.push(await adapter.verifyWebhook(delivery.headers ?? headers, bytes));
  }
  return { verdicts, asked: server.seen.map(({ method, path }) => `${method} ${path}`) };
}

async function deliver(script: Script, delivery: Delivery = {}) {
  const { verdicts, asked } = await deliverAll(script, [delivery]);
  return { verdict: verdicts[0], asked };
}

const refused = (reason: string) => ({ kind: 'refused', reason });

describe("a webhook with PayPal's signature", () => {
  it('is an event', async () => {
    const { verdict } = await deliver(genuine);
    expect(verdict).toEqual({
      kind: 'event',
      event: {
        id: 'WH-E-1',
        type: 'PAYMENT.CAPTURE.COMPLETED',
        object: 'ORDER-1',
        order: 'order-1',
      },
    });
  });

  it('of an order names the order itself', async () => {
    const event = JSON.stringify({
      id: 'WH-E-2',
      event_type: 'CHECKOUT.ORDER.APPROVED',
      resource: { id: 'ORDER-2', purchase_units: [{ custom_id: 'order-2' }] },
    });
    const { verdict } = await deliver(genuine, { headers: paypal.headersOf(event), body: event });
    expect(verdict).toMatchObject({ event: { object: 'ORDER-2', order: 'order-2' } });
  });

  it('asks PayPal for the certificate once', async () => {
    const { verdicts, asked } = await deliverAll(genuine, [{}, {}, {}]);
    expect(verdicts.map((verdict) => verdict.kind)).toEqual(['event', 'event', 'event']);
    expect(asked).toEqual([`GET ${CERTIFICATE_PATH}`]);
  });

  it('shares the request for the certificate with those that come meanwhile', async () => {
    await using server = await startScriptedServer(() => genuine);
    const adapter = paypalAt(server.baseUrl, { now: () => NOW });
    const raw = new TextEncoder().encode(body);
    const verdicts = await Promise.all([1, 2, 3].map(() => adapter.verifyWebhook(headers, raw)));
    expect(verdicts.map((verdict) => verdict.kind)).toEqual(['event', 'event', 'event']);
    expect(server.seen).toHaveLength(1);
  });

  it('is believed while PayPal is down, once its certificate is known', async () => {
    await using server = await startScriptedServer(() => genuine);
    const adapter = paypalAt(server.baseUrl, { now: () => NOW });
    const raw = new TextEncoder().encode(body);
    await adapter.verifyWebhook(headers, raw);
    server.script(() => ({ kind: 'reset' }));
    expect(await adapter.verifyWebhook(headers, raw)).toMatchObject({ kind: 'event' });
  });

  it('with another certificate than before has that one fetched', async () => {
    const next = `${CERTIFICATE_PATH}-2`;
    const certificateUrl = `https://api.paypal.com${next}`;
    const { asked } = await deliverAll(genuine, [
      {},
      { headers: paypal.headersOf(body, { certificateUrl }) },
    ]);
    expect(asked).toEqual([`GET ${CERTIFICATE_PATH}`, `GET ${next}`]);
  });
});

describe('a webhook without a certificate at hand', () => {
  const ellipticKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it.each<[string, Script]>([
    ['is down', { kind: 'answer', status: 503, body: paypal.certificatePem }],
    ['does not know it', { kind: 'answer', status: 404, body: '{}' }],
    ['resets the connection', { kind: 'reset' }],
    ['answers a page', certificate('<html>')],
    ['answers nothing', certificate('')],
    ['serves one that has ended', certificate(createSigner(['20', '25']).certificatePem)],
    ['serves one of the future', certificate(createSigner(['27', '36']).certificatePem)],
    [
      'serves one of another kind of key',
      certificate(certificateOf(ellipticKeys.publicKey, ellipticKeys.privateKey, ['26', '36'])),
    ],
    [
      'sends to another place',
      { kind: 'answer', status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } },
    ],
  ])('is refused as unverified when PayPal %s', async (_what, script) => {
    const { verdict } = await deliver(script);
    expect(verdict).toEqual(refused('unverified'));
  });

  it('is believed when it comes again and the certificate can be had', async () => {
    await using server = await startScriptedServer(() => ({ kind: 'reset' }));
    const adapter = paypalAt(server.baseUrl, { now: () => NOW });
    const raw = new TextEncoder().encode(body);
    expect(await adapter.verifyWebhook(headers, raw)).toEqual(refused('unverified'));
    server.script(() => genuine);
    expect(await adapter.verifyWebhook(headers, raw)).toMatchObject({ kind: 'event' });
  });
});

describe('a forged webhook', () => {
  const changed = (header: string, value: string) => ({ headers: { ...headers, [header]: value } });

  it.each<[string, Delivery]>([
    ["a stranger's signature", { headers: stranger.headersOf(body) }],
    ['no signature at all', changed('paypal-transmission-sig', '-')],
    ['another id', changed('paypal-transmission-id', '69cd13f0')],
    ['another time', changed('paypal-transmission-time', '2026-01-03T23:59:01Z')],
    ['another algorithm', changed('paypal-auth-algo', 'SHA1withRSA')],
    ['another body', { body: body.replace('order-1', 'order-2') }],
    ['the same meaning in other bytes', { body: JSON.stringify(JSON.parse(body)) }],
    ["another merchant's webhook id", { headers: paypal.headersOf(body, { webhookId: 'WH-2' }) }],
  ])('is refused with %s', async (_what, delivery) => {
    const { verdict } = await deliver(genuine, delivery);
    expect(verdict).toEqual(refused('wrong-signature'));
  });

  it('is held against the certificate of PayPal, whatever host it names', async () => {
    await using foreign = await startScriptedServer(() => certificate(stranger.certificatePem));
    const certificateUrl = `${foreign.baseUrl}${CERTIFICATE_PATH}`;
    const { verdict, asked } = await deliver(genuine, {
      headers: stranger.headersOf(body, { certificateUrl }),
    });
    expect(verdict).toEqual(refused('wrong-signature'));
    expect(asked).toEqual([`GET ${CERTIFICATE_PATH}`]);
    expect(foreign.seen).toHaveLength(0);
  });

  it.each([
    'https://evil.example/cert.pem',
    'https://api.paypal.com/v1/notifications/certs/',
    'https://api.paypal.com/v1/notifications/certs/../../oauth2/token',
    'https://api.paypal.com/v1/notifications/certs/..%2f..%2fme',
    `https://api.paypal.com${CERTIFICATE_PATH}/more`,
    `https://api.paypal.com${CERTIFICATE_PATH}?to=evil`,
    CERTIFICATE_PATH,
  ])('has nothing fetched for %s', async (certificateUrl) => {
    const { verdict, asked } = await deliver(genuine, {
      headers: paypal.headersOf(body, { certificateUrl }),
    });
    expect(verdict).toEqual(refused('malformed'));
    expect(asked).toHaveLength(0);
  });

  it('can not have any number of certificates asked for at once', async () => {
    await using server = await startScriptedServer(() => genuine);
    const adapter = paypalAt(server.baseUrl, { now: () => NOW });
    const raw = new TextEncoder().encode(body);
    const verdicts = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const certificateUrl = `https://evil.example/v1/notifications/certs/CERT-${index}`;
        return adapter.verifyWebhook(stranger.headersOf(body, { certificateUrl }), raw);
      }),
    );
    expect(new Set(verdicts.map((verdict) => verdict.kind))).toEqual(new Set(['refused']));
    expect(server.seen.length).toBeLessThan(10);
  });
});

describe('a webhook that is not worth a certificate', () => {
  it.each(Object.keys(headers))('is refused as unsigned without %s', async (header) => {
    const { verdict, asked } = await deliver(genuine, {
      headers: { ...headers, [header]: undefined },
    });
    expect(verdict).toEqual(refused('unsigned'));
    expect(asked).toHaveLength(0);
  });

  it('is refused as stale after the three days of its tries', async () => {
    const { verdict, asked } = await deliver(genuine, {
      headers: paypal.headersOf(body, { time: '2025-12-31T23:59:59Z' }),
    });
    expect(verdict).toEqual(refused('stale'));
    expect(asked).toHaveLength(0);
  });

  it.each<[string, Delivery]>([
    ['a body that is no JSON', { body: 'hello' }],
    ['a body that is no event', { body: '{"id":"WH-E-1"}' }],
    ['a body that is no text', { body: new Uint8Array([0xff, 0xfe, 0x7b]) }],
    ['a time that is none', { headers: { ...headers, 'paypal-transmission-time': 'soon' } }],
  ])('is refused as malformed with %s', async (_what, delivery) => {
    const { verdict, asked } = await deliver(genuine, delivery);
    expect(verdict).toEqual(refused('malformed'));
    expect(asked).toHaveLength(0);
  });
});
