import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../../../harness/core/test-cards.ts';
import { startReceiver, type Received, type Receiver } from './receiver.fixture.ts';
import {
  PATIENCE,
  at,
  cardOf,
  orderBody,
  startRig,
  textAt,
  type Reply,
  type Rig,
} from './rig.fixture.ts';

const ORDERS = '/v2/checkout/orders';
const WEBHOOKS = '/v1/notifications/webhooks';
const EVENTS = '/v1/notifications/webhooks-events';
const CARD = { payment_source: { card: cardOf(TEST_CARDS.visa.number) } };

let rig: Rig;
let receiver: Receiver;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(async () => {
  rig.startOver();
  rig.gateway.setWebhookEndpoint(null);
  receiver = await startReceiver();
});
afterEach(() => receiver[Symbol.asyncDispose]());

const typesOf = (...names: readonly string[]) => names.map((name) => ({ name }));

const register = (url: string, ...names: readonly string[]): Promise<Reply> =>
  rig.ask('POST', WEBHOOKS, { url, event_types: typesOf(...names) });

/** Sends CHECKOUT.ORDER.COMPLETED and PAYMENT.CAPTURE.COMPLETED. */
async function sell(): Promise<string> {
  const { body } = await rig.ask('POST', ORDERS, orderBody('CAPTURE'));
  const paid = await rig.ask('POST', `${ORDERS}/${textAt(body, 'id')}/capture`, CARD);
  return textAt(paid.body, 'purchase_units', 0, 'payments', 'captures', 0, 'id');
}

async function received(count: number, by = receiver): Promise<readonly string[]> {
  await expect.poll(() => by.received.length, PATIENCE).toBe(count);
  return by.received.map(({ event }) => textAt(event, 'event_type')).sort();
}

const verify = ({ headers, event }: Received, webhookId: string): Promise<Reply> =>
  rig.ask('POST', '/v1/notifications/verify-webhook-signature', {
    auth_algo: headers['paypal-auth-algo'],
    cert_url: headers['paypal-cert-url'],
    transmission_id: headers['paypal-transmission-id'],
    transmission_sig: headers['paypal-transmission-sig'],
    transmission_time: headers['paypal-transmission-time'],
    webhook_id: webhookId,
    webhook_event: event,
  });

describe('a webhook that is registered', () => {
  it('is sent the events that it subscribed to, signed for its own id', async () => {
    const made = await register(receiver.url, 'PAYMENT.CAPTURE.COMPLETED');
    expect(made).toMatchObject({
      status: 201,
      body: {
        url: receiver.url,
        event_types: [{ name: 'PAYMENT.CAPTURE.COMPLETED', status: 'ENABLED' }],
        links: [
          { rel: 'self', method: 'GET' },
          { rel: 'update', method: 'PATCH' },
          { rel: 'delete', method: 'DELETE' },
        ],
      },
    });
    await sell();
    expect(await received(1)).toEqual(['PAYMENT.CAPTURE.COMPLETED']);
    await rig.gateway.deliverWebhooks();
    expect(receiver.received).toHaveLength(1);
    const id = textAt(made.body, 'id');
    const [first] = receiver.received;
    if (first === undefined) throw new Error('no webhook came');
    expect((await verify(first, id)).body).toEqual({ verification_status: 'SUCCESS' });
    const other = String(rig.gateway.environment['PAYPAL_WEBHOOK_ID']);
    expect((await verify(first, other)).body).toEqual({ verification_status: 'FAILURE' });
  });

  it('is sent everything for *, beside the endpoint of the gateway', async () => {
    await using own = await startReceiver();
    rig.gateway.setWebhookEndpoint(own.url);
    await register(receiver.url, '*');
    await sell();
    const both = ['CHECKOUT.ORDER.COMPLETED', 'PAYMENT.CAPTURE.COMPLETED'];
    expect(await received(2)).toEqual(both);
    expect(await received(2, own)).toEqual(both);
    const [first] = own.received;
    if (first === undefined) throw new Error('no webhook came');
    const ownId = String(rig.gateway.environment['PAYPAL_WEBHOOK_ID']);
    expect((await verify(first, ownId)).body).toEqual({ verification_status: 'SUCCESS' });
  });

  it('is listed, read, changed and deleted, and then sent nothing', async () => {
    const made = await register(receiver.url, 'CHECKOUT.ORDER.COMPLETED');
    const path = `${WEBHOOKS}/${textAt(made.body, 'id')}`;
    expect((await rig.ask('GET', WEBHOOKS)).body).toEqual({ webhooks: [made.body] });
    expect((await rig.ask('GET', path)).body).toEqual(made.body);
    const changed = await rig.ask('PATCH', path, [
      { op: 'replace', path: '/event_types', value: typesOf('PAYMENT.CAPTURE.COMPLETED') },
    ]);
    expect(changed).toMatchObject({
      status: 200,
      body: { event_types: [{ name: 'PAYMENT.CAPTURE.COMPLETED' }] },
    });
    expect((await rig.ask('GET', `${path}/event-types`)).body).toMatchObject({
      event_types: [{ name: 'PAYMENT.CAPTURE.COMPLETED' }],
    });
    await sell();
    expect(await received(1)).toEqual(['PAYMENT.CAPTURE.COMPLETED']);
    expect((await rig.ask('DELETE', path)).status).toBe(204);
    expect((await rig.ask('GET', WEBHOOKS)).body).toEqual({ webhooks: [] });
    await sell();
    expect(rig.gateway.status().pendingWebhooks).toBe(0);
    expect(receiver.received).toHaveLength(1);
  });

  it('has an address of its own, and ten at most', async () => {
    for (let index = 0; index < 10; index += 1) {
      const made = await register(`https://shop.example/hooks/${index}`, '*');
      expect(made.status).toBe(201);
    }
    expect(await register('https://shop.example/hooks/3', '*')).toMatchObject({
      status: 400,
      body: { name: 'WEBHOOK_URL_ALREADY_EXISTS', details: [{ field: 'url' }] },
    });
    expect(await register('https://shop.example/hooks/11', '*')).toMatchObject({
      status: 400,
      body: { name: 'WEBHOOK_NUMBER_LIMIT_EXCEEDED' },
    });
  });

  it('can be registered for every event type that the gateway says it has', async () => {
    const { body } = await rig.ask('GET', '/v1/notifications/webhooks-event-types');
    const made = await rig.ask('POST', WEBHOOKS, {
      url: receiver.url,
      event_types: at(body, 'event_types'),
    });
    expect(made.status).toBe(201);
  });

  it.each([
    ['no address', { event_types: typesOf('*') }, 'url'],
    ['an address of another kind', { url: 'ftp://a.example', event_types: typesOf('*') }, 'url'],
    ['no types', { url: 'https://a.example', event_types: [] }, 'event_types'],
    ['a strange type', { url: 'https://a.example', event_types: typesOf('payments, please') }, 'e'],
    ['no body', undefined, ''],
  ])('needs address and types: %s', async (_what, body, field) => {
    const refused = await rig.ask('POST', WEBHOOKS, body);
    expect(refused).toMatchObject({
      status: 400,
      body: { name: 'VALIDATION_ERROR', debug_id: refused.headers.get('paypal-debug-id') },
    });
    expect(textAt(refused.body, 'details', 0, 'field')).toContain(field);
  });

  it('is patched only by what changes something that it has', async () => {
    await register('https://shop.example/taken', '*');
    const path = `${WEBHOOKS}/${textAt((await register(receiver.url, '*')).body, 'id')}`;
    const nameOf = async (patches: unknown): Promise<unknown> =>
      at((await rig.ask('PATCH', path, patches)).body, 'name');
    const replace = (name: string, value: unknown) => [{ op: 'replace', path: `/${name}`, value }];
    expect(await nameOf([{ op: 'remove', path: '/url' }])).toBe('VALIDATION_ERROR');
    expect(await nameOf(replace('id', 'mine'))).toBe('VALIDATION_ERROR');
    expect(await nameOf(replace('url', 'nowhere'))).toBe('VALIDATION_ERROR');
    expect(await nameOf(replace('url', receiver.url))).toBe('WEBHOOK_PATCH_REQUEST_NO_CHANGE');
    const taken = replace('url', 'https://shop.example/taken');
    expect(await nameOf(taken)).toBe('WEBHOOK_URL_ALREADY_EXISTS');
  });

  it.each([
    ['GET', `${WEBHOOKS}/NONE`],
    ['PATCH', `${WEBHOOKS}/NONE`],
    ['DELETE', `${WEBHOOKS}/NONE`],
    ['GET', `${WEBHOOKS}/NONE/event-types`],
    ['GET', `${EVENTS}/NONE`],
    ['POST', `${EVENTS}/NONE/resend`],
  ])('must exist for %s %s, and the caller have a token', async (method, path) => {
    expect(await rig.ask(method, path)).toMatchObject({
      status: 404,
      body: { name: 'INVALID_RESOURCE_ID' },
    });
    expect((await rig.ask(method, path, undefined, { authorization: '' })).status).toBe(401);
  });
});

describe('events that were sent', () => {
  it('are listed, the newest first, and read as they were sent', async () => {
    await register(receiver.url, '*');
    await sell();
    await received(2);
    const { body } = await rig.ask('GET', EVENTS);
    expect(body).toMatchObject({ count: 2, links: [{ rel: 'self' }] });
    expect(at(body, 'events', 0, 'event_type')).toBe('CHECKOUT.ORDER.COMPLETED');
    const sent = receiver.received.map(({ event }) => textAt(event, 'id')).sort();
    const listed = [0, 1].map((index) => textAt(body, 'events', index, 'id')).sort();
    expect(listed).toEqual(sent);
    const [first] = receiver.received;
    const read = await rig.ask('GET', `${EVENTS}/${textAt(first?.event, 'id')}`);
    expect(read.body).toEqual(first?.event);
  });

  it('are found by type, resource, time and number', async () => {
    const capture = await sell();
    rig.pass(60_000);
    const since = new Date(rig.clock.now()).toISOString();
    await sell();
    const countOf = async (query: string): Promise<unknown> =>
      at((await rig.ask('GET', `${EVENTS}?${query}`)).body, 'count');
    expect(await countOf('event_type=PAYMENT.CAPTURE.COMPLETED')).toBe(2);
    expect(await countOf(`transaction_id=${capture}`)).toBe(1);
    expect(await countOf(`start_time=${since}`)).toBe(2);
    expect(await countOf(`end_time=${since}&event_type=CHECKOUT.ORDER.COMPLETED`)).toBe(1);
    expect(await countOf('page_size=3')).toBe(3);
    for (const bad of ['page_size=0', 'page_size=ten', 'start_time=noon']) {
      expect((await rig.ask('GET', `${EVENTS}?${bad}`)).status).toBe(400);
    }
  });

  it('are sent again when asked, to all or to the webhooks that are named', async () => {
    await using other = await startReceiver();
    const named = await register(receiver.url, '*');
    await register(`${other.url}/other`, '*');
    await sell();
    await received(2);
    await received(2, other);
    const path = `${EVENTS}/${textAt(receiver.received[0]?.event, 'id')}/resend`;
    const again = await rig.ask('POST', path, { webhook_ids: [textAt(named.body, 'id')] });
    expect(again).toMatchObject({ status: 202, body: receiver.received[0]?.event });
    await received(3);
    expect((await rig.ask('POST', path)).status).toBe(202);
    await received(4);
    await received(3, other);
    expect((await rig.ask('POST', path, { webhook_ids: ['NONE'] })).status).toBe(400);
  });
});
