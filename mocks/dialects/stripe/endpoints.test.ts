import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startReceiver, type Receiver } from './receiver.fixture.ts';
import { order, startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
let receiver: Receiver;
beforeEach(async () => {
  rig = await startRig();
  receiver = await startReceiver();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const pay = (orderId: string) =>
  rig.stripe.paymentIntents.create({
    amount: 1000,
    currency: 'eur',
    confirm: true,
    payment_method: 'pm_card_visa',
    ...order(orderId),
  });

const noOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

function verify(index: number, secret: string) {
  const delivery = receiver.deliveries[index];
  const signature = String(delivery?.headers['stripe-signature']);
  return rig.stripe.webhooks.constructEvent(delivery?.body ?? '', signature, secret);
}

describe('webhook endpoints', () => {
  it('get the events they enabled, signed with their own secret', async () => {
    const one = await rig.stripe.webhookEndpoints.create({
      url: `${receiver.url}/one`,
      enabled_events: ['payment_intent.succeeded'],
    });
    expect(one.secret).toMatch(/^whsec_/);
    await pay('order-1');
    await receiver.count(1);
    expect(verify(0, one.secret ?? '')).toMatchObject({
      type: 'payment_intent.succeeded',
      pending_webhooks: 1,
      data: { object: { metadata: { order_id: 'order-1' } } },
    });
    expect(() => verify(0, rig.webhookSecret)).toThrow(/signature/);
    await rig.gateway.deliverWebhooks();
    expect(receiver.deliveries).toHaveLength(1);
  });

  it('may be many, each with its version of the API', async () => {
    const enabled_events = ['charge.succeeded' as const];
    await rig.stripe.webhookEndpoints.create({ url: `${receiver.url}/a`, enabled_events });
    const b = await rig.stripe.webhookEndpoints.create({
      url: `${receiver.url}/b`,
      enabled_events,
      api_version: '2026-03-25.dahlia',
    });
    await pay('order-1');
    await receiver.count(2);
    const index = receiver.deliveries.findIndex(({ path }) => path === '/b');
    expect(verify(index, b.secret ?? '')).toMatchObject({
      api_version: '2026-03-25.dahlia',
      pending_webhooks: 2,
    });
  });

  it('get everything with a star, and nothing when disabled or deleted', async () => {
    const { id } = await rig.stripe.webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['*'],
    });
    await pay('order-1');
    await receiver.count(4);
    await rig.stripe.webhookEndpoints.update(id, { disabled: true });
    await pay('order-2');
    expect((await rig.stripe.webhookEndpoints.retrieve(id)).status).toBe('disabled');
    await rig.stripe.webhookEndpoints.update(id, { disabled: false });
    const gone = await rig.stripe.webhookEndpoints.del(id);
    expect(gone).toMatchObject({ id, object: 'webhook_endpoint', deleted: true });
    expect(gone).not.toHaveProperty('url');
    await pay('order-3');
    await rig.gateway.deliverWebhooks();
    const orders = receiver.deliveries.map(({ body }) => /"order_id":"(.*?)"/.exec(body)?.[1]);
    expect(new Set(orders)).toEqual(new Set(['order-1']));
    expect(await noOf(rig.stripe.webhookEndpoints.retrieve(id))).toMatchObject({ statusCode: 404 });
  });

  it('tell their secret once, and can be changed and listed', async () => {
    const { id } = await rig.stripe.webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['charge.failed'],
      description: 'mine',
    });
    const changed = await rig.stripe.webhookEndpoints.update(id, {
      url: `${receiver.url}/new`,
      enabled_events: ['charge.succeeded'],
      metadata: { team: 'money' },
    });
    expect(changed).toMatchObject({
      url: `${receiver.url}/new`,
      enabled_events: ['charge.succeeded'],
      description: 'mine',
      metadata: { team: 'money' },
    });
    expect(changed).not.toHaveProperty('secret');
    expect((await rig.stripe.webhookEndpoints.list()).data).toMatchObject([{ id }]);
  });

  it.each([
    ['no address', { url: 'nowhere', enabled_events: ['*'] }, { code: 'url_invalid' }],
    ['no events', { url: 'http://127.0.0.1:1' }, { code: 'parameter_missing' }],
    [
      'an event that is none',
      { url: 'http://127.0.0.1:1', enabled_events: ['Payment'] },
      { param: 'enabled_events' },
    ],
  ])('are refused with %s', async (_what, given, error) => {
    expect(await noOf(rig.stripe.webhookEndpoints.create(given as never))).toMatchObject(error);
  });

  it('are sixteen at most', async () => {
    const make = () =>
      rig.stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['charge.failed'] });
    for (let count = 0; count < 16; count += 1) await make();
    expect(await noOf(make())).toMatchObject({ statusCode: 400 });
  });
});

describe('events', () => {
  it('can be read again, newest first, by kind', async () => {
    const { id } = await pay('order-1');
    const all = await rig.stripe.events.list();
    expect(all.data.map(({ type }) => type)).toEqual([
      'charge.updated',
      'payment_intent.succeeded',
      'charge.succeeded',
      'payment_intent.created',
    ]);
    const intents = await rig.stripe.events.list({
      types: ['payment_intent.created', 'payment_intent.succeeded'],
    });
    expect(intents.data.map(({ data }) => data.object)).toMatchObject([{ id }, { id }]);
    const [, succeeded] = all.data;
    const again = await rig.stripe.events.retrieve(succeeded?.id ?? '');
    expect({ ...again, lastResponse: null }).toEqual({ ...succeeded, lastResponse: null });
  });

  it('show an object as it was then', async () => {
    const { id } = await pay('order-1');
    await rig.stripe.paymentIntents.update(id, { metadata: { order_id: 'other' } });
    const created = await rig.stripe.events.list({ type: 'payment_intent.created' });
    expect(created.data[0]?.data.object).toMatchObject({
      status: 'requires_confirmation',
      metadata: { order_id: 'order-1' },
    });
  });

  it('name the request and its key', async () => {
    const { lastResponse } = await rig.stripe.customers.create({}, { idempotencyKey: 'key-1' });
    const { data } = await rig.stripe.events.list({ type: 'customer.created' });
    expect(data[0]?.request).toEqual({ id: lastResponse.requestId, idempotency_key: 'key-1' });
  });

  it('are asked for by one way of naming kinds, and exist', async () => {
    const both = rig.stripe.events.list({ type: 'charge.failed', types: ['charge.failed'] });
    expect(await noOf(both)).toMatchObject({ param: 'types' });
    expect(await noOf(rig.stripe.events.retrieve('evt_none'))).toMatchObject({ statusCode: 404 });
  });
});
