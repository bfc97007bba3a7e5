import { describe, expect, test } from 'vitest';
import { startRig } from '../faults/rig.fixture.ts';
import { createTinyDialect } from '../faults/tiny-dialect.fixture.ts';
import type { Dialect } from '../kernel/dialect.ts';
import { createControlApp } from './control-app.ts';
import { TOKEN, startControlRig } from './control.fixture.ts';
import type { ControlRig } from './control.fixture.ts';

async function pay({ stripe }: ControlRig, order: string): Promise<void> {
  await stripe.ask('POST', '/payments', { body: { order } });
  await stripe.ask('POST', `/payments/payment-${order}/confirm`);
}

describe('GET /status', () => {
  test('says what each gateway is busy with', async () => {
    await using rig = await startControlRig();
    await pay(rig, 'a');
    rig.stripe.arm('late-arrival', { holdMs: 60_000 });
    await rig.stripe.ask('POST', '/payments', { body: { order: 'b' }, patienceMs: 50 });
    const idle = { inFlight: 0, detached: 0, pendingWebhooks: 0, payments: 0 };
    expect(await rig.call('GET', '/status')).toEqual({
      status: 200,
      body: {
        gateways: [
          { ...idle, name: 'stripe', detached: 1, payments: 1 },
          { ...idle, name: 'paypal' },
        ],
        faults: 1,
      },
    });
  });
});

describe('GET /events', () => {
  test('streams a line for each event of that gateway and then its end mark', async () => {
    await using rig = await startControlRig();
    await pay(rig, 'a');
    const baseUrl = await rig.app.listen({ host: '127.0.0.1', port: 0 });
    const response = await fetch(`${baseUrl}/events?gateway=stripe`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await response.text()).trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ seq, kind }) => `${String(seq)} ${String(kind)}`)).toEqual([
      '0 exchange',
      '1 ledger',
      '2 ledger',
      '3 exchange',
      '4 source-end',
    ]);
    expect(events.every(({ source }) => source === 'gateway:stripe')).toBe(true);
    expect(events.at(-1)).toMatchObject({ events: 4 });
  });

  test('refuses a query without a gateway, with another key or with an unknown gateway', async () => {
    await using rig = await startControlRig();
    expect(await rig.call('GET', '/events')).toMatchObject({
      status: 400,
      body: { message: '"gateway" in the query must be a string, got nothing' },
    });
    expect(await rig.call('GET', '/events?gateway=stripe&form=3')).toMatchObject({
      status: 400,
      body: { code: 'CONTROL_KEY_UNKNOWN', message: 'the query has no key "form"' },
    });
    expect(await rig.call('GET', '/events?gateway=payypal')).toMatchObject({
      status: 400,
      body: { hint: 'Did you mean "paypal"? Running: stripe, paypal.' },
    });
  });
});

describe('GET /ledger and /journal', () => {
  test('show the money and the newest requests of one gateway', async () => {
    await using rig = await startControlRig();
    await pay(rig, 'a');
    expect(await rig.call('GET', '/ledger?gateway=stripe')).toMatchObject({
      body: [{ movement: 'authorise' }, { movement: 'capture', order: 'a', amountMinor: 1000 }],
    });
    expect(await rig.call('GET', '/ledger?gateway=paypal')).toEqual({ status: 200, body: [] });
    expect(await rig.call('GET', '/journal?gateway=stripe&limit=1')).toMatchObject({
      body: [{ operation: 'confirm', status: 200 }],
    });
  });

  test.each([
    ['0', 'must be at least 1'],
    ['10001', 'must be at most 10000'],
    ['1.5', 'must be a whole number'],
    ['many', 'must be a number, got "many"'],
  ])('refuse a limit of %s', async (limit, rule) => {
    await using rig = await startControlRig();
    expect(await rig.call('GET', `/journal?gateway=stripe&limit=${limit}`)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining(`"limit" in the query ${rule}`) as string },
    });
  });
});

describe('filters', () => {
  test('show of all gateways, oldest first, what fits', async () => {
    await using rig = await startControlRig();
    await pay(rig, 'a');
    // Two gateways in one millisecond have no order between them.
    rig.paypal.clock.advance(1);
    await rig.paypal.ask('POST', '/payments', { body: { order: 'b' } });
    const later = rig.stripe.clock.now() + 60_000;
    rig.stripe.clock.advance(60_000);
    await pay(rig, 'c');
    const ordersOf = async (query: string) =>
      ((await rig.call('GET', `/journal${query}`)).body as { order: string }[]).map(
        ({ order }) => order,
      );
    expect(await ordersOf('')).toEqual(['a', 'a', 'b', 'c', 'c']);
    expect(await ordersOf('?order=a')).toEqual(['a', 'a']);
    expect(await ordersOf('?operation=create&limit=2')).toEqual(['b', 'c']);
    expect(await ordersOf(`?sinceMs=${later}`)).toEqual(['c', 'c']);
    const movements = await rig.call('GET', `/ledger?movement=capture&sinceMs=${later}`);
    expect(movements.body).toMatchObject([{ order: 'c', movement: 'capture' }]);
    expect(await rig.call('GET', '/ledger?object=payment-a&limit=1')).toMatchObject({
      body: [{ movement: 'capture', order: 'a' }],
    });
  });

  test('refuse a name that there is none of, and say which was meant', async () => {
    await using rig = await startControlRig();
    expect(await rig.call('GET', '/journal?operation=confrim')).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('did you mean "confirm"?') as string },
    });
    expect(await rig.call('GET', '/ledger?movement=captured')).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('did you mean "capture"?') as string },
    });
    expect(await rig.call('GET', '/ledger?gateway=strip')).toMatchObject({
      body: { code: 'CONTROL_GATEWAY_UNKNOWN' },
    });
  });
});

describe('GET /settlement', () => {
  test('says so where a provider writes none', async () => {
    await using rig = await startControlRig();
    expect(await rig.call('GET', '/settlement?gateway=stripe')).toMatchObject({
      status: 404,
      body: { code: 'CONTROL_NO_SETTLEMENT' },
    });
  });

  test('gives the file of a provider that writes one', async () => {
    const tiny = createTinyDialect();
    const settling: Dialect = {
      ...tiny,
      open: (gateway) => ({
        ...tiny.open(gateway),
        settlement: {
          feeMinorOf: () => 10,
          render: (lines) => ({
            name: 'of today.csv',
            contentType: 'text/csv',
            body: lines.map(({ order, netMinor }) => `${order},${netMinor}`).join('\n'),
          }),
        },
      }),
    };
    await using rig = await startRig({ dialect: settling });
    await rig.ask('POST', '/payments', { body: { order: 'a' } });
    await rig.ask('POST', '/payments/payment-a/confirm');
    const app = createControlApp({ gateways: [rig.gateway], clock: rig.clock, token: TOKEN });
    const reply = await app.inject({
      url: `/settlement?gateway=${rig.gateway.name}`,
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(reply.body).toBe('a,990');
    expect(reply.headers).toMatchObject({
      'content-type': 'text/csv',
      'content-disposition': 'attachment; filename="of_today.csv"',
    });
  });
});

test.each(['/snapshots', '/fault-script'])('GET %s is not offered by a drill', async (path) => {
  await using rig = await startControlRig();
  expect(await rig.call('GET', path)).toMatchObject({
    status: 404,
    body: { code: 'CONTROL_NOT_OFFERED' },
  });
});

describe('POST /reset', () => {
  test('makes every gateway forget everything', async () => {
    await using rig = await startControlRig();
    await pay(rig, 'a');
    rig.paypal.arm('hang');
    expect(await rig.call('POST', '/reset')).toEqual({ status: 204, body: null });
    expect(await rig.call('GET', '/ledger?gateway=stripe')).toEqual({ status: 200, body: [] });
    expect(await rig.call('GET', '/status')).toMatchObject({
      body: { gateways: [{ payments: 0 }, {}], faults: 0 },
    });
  });
});

describe('POST /clock/advance', () => {
  test('moves the time of the gateways', async () => {
    await using rig = await startControlRig();
    const before = rig.stripe.clock.now();
    const { status, body } = await rig.call('POST', '/clock/advance', { ms: 86_400_000 });
    expect(status).toBe(200);
    expect(body).toEqual({ now: expect.any(Number) as number });
    expect(rig.stripe.clock.now() - before).toBeGreaterThanOrEqual(86_400_000);
  });

  test('refuses to move it back', async () => {
    await using rig = await startControlRig();
    expect(await rig.call('POST', '/clock/advance', { ms: -1 })).toMatchObject({
      status: 400,
      body: { message: '"ms" in the body must be at least 0, got -1' },
    });
  });
});
