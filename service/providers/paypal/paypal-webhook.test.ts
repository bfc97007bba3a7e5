import { describe, expect, it } from 'vitest';
import type { WebhookHeaders } from '../adapter.ts';
import {
  capture,
  isTokenRequest,
  paypalAt,
  WEBHOOK_ID,
  withToken,
} from '../testing/paypal-wire.ts';
import { json, startScriptedServer } from '../testing/scripted-server.ts';
import type { Script } from '../testing/scripted-server.ts';

const NOW = Date.parse('2026-01-04T00:00:00Z');

const headers: WebhookHeaders = {
  'paypal-auth-algo': 'SHA256withRSA',
  'paypal-cert-url': 'https://api.paypal.com/v1/notifications/certs/CERT-1',
  'paypal-transmission-id': '69cd13f0-d67a-11e5-baa3-778b53f4ae55',
  'paypal-transmission-sig': 'lmI95Jx3Y9nhR5SJWlHVIWpg4AgFk7n9bCHSRxbrd8A=',
  'paypal-transmission-time': '2026-01-03T23:59:00Z',
};

// Odd spacing and key order, because the signature is over these very bytes.
const body = `{ "event_type":"PAYMENT.CAPTURE.COMPLETED",  "id":"WH-E-1", "resource":${JSON.stringify(
  {
    ...capture('COMPLETED'),
    custom_id: 'order-1',
    supplementary_data: { related_ids: { order_id: 'ORDER-1' } },
  },
)}}`;

async function verify(
  script: Script,
  changes: { readonly headers?: WebhookHeaders; readonly body?: string | Uint8Array } = {},
) {
  await using server = await startScriptedServer(withToken(() => script));
  const adapter = paypalAt(server.baseUrl, { now: () => NOW });
  const raw = changes.body ?? body;
  const verdict = await adapter.verifyWebhook(
    changes.headers ?? headers,
    typeof raw === 'string' ? new TextEncoder().encode(raw) : raw,
  );
  return { verdict, checks: server.seen.filter((request) => !isTokenRequest(request)) };
}

const verified = json(200, { verification_status: 'SUCCESS' });

describe("a webhook with PayPal's signature", () => {
  it('is an event when PayPal says that it is its own', async () => {
    const { verdict } = await verify(verified);
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

  it('is shown to PayPal byte for byte, with the headers and our webhook id', async () => {
    const { checks } = await verify(verified);
    expect(checks).toHaveLength(1);
    expect(checks[0]?.path).toBe('/v1/notifications/verify-webhook-signature');
    expect(checks[0]?.body).toContain(`"webhook_event":${body}`);
    expect(JSON.parse(checks[0]?.body ?? '')).toMatchObject({
      auth_algo: 'SHA256withRSA',
      cert_url: headers['paypal-cert-url'],
      transmission_id: headers['paypal-transmission-id'],
      transmission_sig: headers['paypal-transmission-sig'],
      transmission_time: '2026-01-03T23:59:00Z',
      webhook_id: WEBHOOK_ID,
    });
  });

  it('of an order names the order itself', async () => {
    const event = JSON.stringify({
      id: 'WH-E-2',
      event_type: 'CHECKOUT.ORDER.APPROVED',
      resource: { id: 'ORDER-2', purchase_units: [{ custom_id: 'order-2' }] },
    });
    const { verdict } = await verify(verified, { body: event });
    expect(verdict).toMatchObject({ event: { object: 'ORDER-2', order: 'order-2' } });
  });

  it('is refused when PayPal says that it is not', async () => {
    const { verdict } = await verify(json(200, { verification_status: 'FAILURE' }));
    expect(verdict).toEqual({ kind: 'refused', reason: 'wrong-signature' });
  });

  it.each<[string, Script]>([
    ['is down', json(503, { name: 'SERVICE_UNAVAILABLE' })],
    ['resets the connection', { kind: 'reset' }],
    ['answers a page', { kind: 'answer', status: 200, body: '<html>' }],
    ['answers nothing that counts', json(200, {})],
    ['says SUCCESS with an error', json(500, { verification_status: 'SUCCESS' })],
  ])('is refused as unverified when PayPal %s', async (_what, script) => {
    const { verdict } = await verify(script);
    expect(verdict).toEqual({ kind: 'refused', reason: 'unverified' });
  });
});

describe('a webhook that is not worth asking about', () => {
  it.each(Object.keys(headers))('is refused as unsigned without %s', async (header) => {
    const { verdict, checks } = await verify(verified, {
      headers: { ...headers, [header]: undefined },
    });
    expect(verdict).toEqual({ kind: 'refused', reason: 'unsigned' });
    expect(checks).toHaveLength(0);
  });

  it('is refused as stale after the three days of its tries', async () => {
    const { verdict, checks } = await verify(verified, {
      headers: { ...headers, 'paypal-transmission-time': '2025-12-31T23:59:59Z' },
    });
    expect(verdict).toEqual({ kind: 'refused', reason: 'stale' });
    expect(checks).toHaveLength(0);
  });

  it.each<[string, { readonly headers?: WebhookHeaders; readonly body?: string | Uint8Array }]>([
    ['a body that is no JSON', { body: 'hello' }],
    ['a body that is no event', { body: '{"id":"WH-E-1"}' }],
    ['a body that is no text', { body: new Uint8Array([0xff, 0xfe, 0x7b]) }],
    ['a time that is none', { headers: { ...headers, 'paypal-transmission-time': 'soon' } }],
  ])('is refused as malformed with %s', async (_what, changes) => {
    const { verdict, checks } = await verify(verified, changes);
    expect(verdict).toEqual({ kind: 'refused', reason: 'malformed' });
    expect(checks).toHaveLength(0);
  });
});
