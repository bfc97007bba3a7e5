import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { DIALECT_NAMES } from '../dialects/registry.ts';
import { createGateway, createMocks, resolveOptions, type MocksOptions } from './index.ts';
import { pay } from './shop.fixture.ts';

describe('a gateway in code', () => {
  it('stands on a port of its own with test credentials that the seed decides', async () => {
    await using one = await createGateway({ dialect: 'stripe', seed: 7 });
    await using other = await createGateway({ dialect: 'stripe', seed: 7 });
    expect(one.baseUrl).not.toBe(other.baseUrl);
    const { STRIPE_BASE_URL: address, ...credentials } = one.environment;
    expect(address).toBe(one.baseUrl);
    expect(other.environment).toEqual({ ...credentials, STRIPE_BASE_URL: other.baseUrl });
    expect((await pay(one, 'order-1')).body.status).toBe('succeeded');
    expect(one.ledger().map(({ movement }) => movement)).toEqual(['authorise', 'capture']);
    expect(other.ledger()).toEqual([]);
  });

  it('breaks as told, and only until the end of the block', async () => {
    await using gateway = await createGateway({ dialect: 'stripe' });
    {
      using lost = gateway.arm({ fault: 'processed-then-lost', operations: ['confirm'] });
      await expect(pay(gateway, 'order-1')).rejects.toThrow('fetch failed');
      expect(lost.met()).toBe(1);
    }
    expect((await pay(gateway, 'order-2')).status).toBe(200);
    expect(gateway.ledger({ movement: 'capture' })).toHaveLength(2);
    expect(gateway.journal({ order: 'order-1' })).toMatchObject([
      { status: null, faults: ['processed-then-lost'] },
    ]);
    gateway.arm({ fault: 'hang' });
    gateway.arm({ fault: 'latency', options: { delayMs: 1 }, name: 'slow' });
    gateway.clear('hang');
    gateway.clear();
    expect((await pay(gateway, 'order-3')).status).toBe(200);
  });

  it('refuses a fault that makes no sense where it is armed', async () => {
    await using gateway = await createGateway({ dialect: 'stripe' });
    const arm = (fault: object) => () => gateway.arm(fault as Parameters<typeof gateway.arm>[0]);
    expect(arm({ fault: 'hnag' })).toThrow(/hnag/);
    expect(arm({ fault: 'latency', options: { delay: 1 } })).toThrow(/delay/);
    expect(arm({ fault: 'token-expiry', operations: ['confirm'] })).toThrow(/confirm/);
    expect(arm({ fault: 'hang', match: { curency: 'EUR' } })).toThrow(/curency/);
  });

  it('delivers webhooks where it is told, and again after the clock was moved', async () => {
    let status = 500;
    const shop = createServer((_request, response) => {
      response.statusCode = status;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(shop, 'listening');
    const { port } = shop.address() as AddressInfo;
    await using gateway = await createGateway({ dialect: 'stripe' });
    gateway.setWebhookEndpoint(`http://127.0.0.1:${port}/`, ['payment_intent.succeeded']);
    await pay(gateway, 'order-1');
    await expect.poll(() => gateway.pendingWebhooks()[0]?.attempt).toBe(1);
    status = 200;
    gateway.clock.advance(60_000);
    await expect.poll(() => gateway.pendingWebhooks()).toEqual([]);
    await pay(gateway, 'order-2');
    await gateway.deliverWebhooks();
    expect(gateway.status().pendingWebhooks).toBe(0);
    shop.closeAllConnections();
    shop.close();
  });

  it('has forgotten everything after a reset', async () => {
    await using gateway = await createGateway({ dialect: 'stripe' });
    await pay(gateway, 'order-1');
    gateway.arm({ fault: 'hang' });
    gateway.reset();
    expect(gateway.ledger()).toEqual([]);
    expect((await pay(gateway, 'order-1')).status).toBe(200);
    expect(gateway.settlement()?.body ?? '').not.toContain('order-2');
  });
});

describe('a gateway in code refuses', () => {
  it.each([
    ['a share above 1', { fault: 'latency', share: 2 }, 'share of fault "latency"'],
    ['a share that is no number', { fault: 'latency', share: Number.NaN }, 'must be from 0 to 1'],
    ['a lease that is over', { fault: 'latency', leaseMs: -1 }, 'leaseMs of fault "latency"'],
    ['a lease without an end', { fault: 'latency', leaseMs: 1e12 }, 'from 1 to 86400000'],
    ['a lease of half a millisecond', { fault: 'latency', leaseMs: 0.5 }, 'a whole number'],
  ] as const)('%s', async (_what, fault, message) => {
    await using gateway = await createGateway({ dialect: 'stripe' });
    expect(() => gateway.arm(fault)).toThrow(message);
  });

  it('webhooks to what is no address', async () => {
    await using gateway = await createGateway({ dialect: 'stripe' });
    expect(() => {
      gateway.setWebhookEndpoint('shop.test');
    }).toThrow('webhooks must be an http or https address, got "shop.test"');
  });

  it('an option that it does not know, with the nearest name', async () => {
    const options = { dialect: 'stripe', sed: 7 } as const;
    await expect(createGateway(options)).rejects.toMatchObject({
      code: 'MOCKS_OPTION_UNKNOWN',
      hint: expect.stringContaining('Did you mean "seed"?') as string,
    });
  });
});

describe('several gateways in code', () => {
  it('share a clock and a control API, and are all that there are unless some are named', async () => {
    await using mocks = await createMocks();
    expect(Object.keys(mocks.gateways)).toEqual([...DIALECT_NAMES]);
    const headers = { authorization: `Bearer ${mocks.control.token}` };
    const answer = await fetch(`${mocks.control.url}/gateways`, { headers });
    const listed = (await answer.json()) as { name: string; baseUrl: string }[];
    expect(listed.map(({ name, baseUrl }) => [name, baseUrl])).toEqual(
      Object.values(mocks.gateways).map((each) => [each.name, each.baseUrl]),
    );
    mocks.clock.advance(1_000_000);
    expect(mocks.gateway('paypal').clock.now()).toBeGreaterThan(Date.now() + 900_000);
    mocks.gateway('stripe').arm({ fault: 'hang' });
    mocks.clear();
    mocks.reset();
    expect(mocks.environment).toMatchObject({
      STRIPE_SECRET_KEY: expect.any(String) as string,
      PAYPAL_BASE_URL: mocks.gateway('paypal').baseUrl,
    });
  });

  it('save and load by name through the control API', async () => {
    await using mocks = await createMocks({ only: ['stripe'] });
    const ask = async (method: string, path: string) => {
      const headers = { authorization: `Bearer ${mocks.control.token}` };
      const answer = await fetch(mocks.control.url + path, { method, headers });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
    };
    const stripe = mocks.gateway('stripe');
    await pay(stripe, 'order-1');
    expect(await ask('POST', '/snapshots/one-paid')).toMatchObject({
      status: 201,
      body: { name: 'one-paid', bytes: expect.any(Number) as number },
    });
    await pay(stripe, 'order-2');
    expect((await ask('POST', '/snapshots/one-paid/load')).status).toBe(204);
    expect(stripe.status().payments).toBe(1);
    expect(await ask('POST', '/snapshots/one-piad/load')).toMatchObject({
      status: 404,
      body: { code: 'STATE_SNAPSHOT_MISSING', hint: expect.stringContaining('one-paid') as string },
    });
    expect((await ask('POST', '/snapshots/..%2Fup')).status).toBe(400);
    expect((await ask('DELETE', '/snapshots/one-paid')).status).toBe(204);
    expect((await ask('GET', '/snapshots')).body).toEqual([]);
    expect(await ask('POST', '/snapshots/one-paid/load')).toMatchObject({
      body: { code: 'STATE_SNAPSHOT_MISSING', hint: 'Saved: nothing yet.' },
    });
  });

  it('play a script that the control API is given, and tell what was done', async () => {
    await using mocks = await createMocks({ only: ['stripe'] });
    const headers = { authorization: `Bearer ${mocks.control.token}` };
    const arm = { gateway: 'stripe', name: 'slow', fault: 'latency' };
    const other = { gateway: 'paypal', name: 'slow', fault: 'latency' };
    const steps = [
      { atMs: 0, arm },
      { atMs: 0, arm: other },
    ];
    const replayed = await fetch(`${mocks.control.url}/fault-script/replay`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ faultScript: 1, endsAtMs: 0, steps }),
    });
    expect(await replayed.json()).toEqual({ steps: 1, skipped: 1 });
    const script = await (await fetch(`${mocks.control.url}/fault-script`, { headers })).text();
    expect(script).toContain('fault: latency');
    const path = '/fault-script/scenario-faults';
    const faults = await (await fetch(mocks.control.url + path, { headers })).text();
    expect(faults).toMatch(/^faults:\n {2}- gateway: stripe/);
  });
});

describe('options', () => {
  it.each<[string, MocksOptions]>([
    ['MOCKS_GATEWAY_UNKNOWN', { only: ['strip' as 'stripe'] }],
    ['MOCKS_GATEWAY_UNKNOWN', { webhooks: { strip: 'http://127.0.0.1' } as object }],
    ['MOCKS_HOST_REFUSED', { host: '0.0.0.0' }],
    ['MOCKS_OPTION_INVALID', { only: [] }],
    ['MOCKS_OPTION_INVALID', { seed: 1.5 }],
    ['MOCKS_OPTION_INVALID', { controlPort: 70_000 }],
    ['MOCKS_OPTION_INVALID', { controlToken: 'short' }],
    ['MOCKS_OPTION_INVALID', { webhooks: 'ftp://127.0.0.1' }],
    ['MOCKS_OPTION_INVALID', { memory: { eventsInMemory: 0 } }],
  ])('are refused with %s: %j', (code, options) => {
    expect(() => resolveOptions(options)).toThrow(expect.objectContaining({ code }) as Error);
  });
});
