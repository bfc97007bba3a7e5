import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { findFault, type FaultDefinition } from '../faults/index.ts';
import { startRig } from '../faults/rig.fixture.ts';
import { createTinyDialect } from '../faults/tiny-dialect.fixture.ts';
import type { Dialect, OpenDialect, Route } from './dialect.ts';
import { Refusal } from './refusal.ts';

const tiny = createTinyDialect();
/** The tiny dialect with a route or a rule of the test's own. */
const dialectWith = (change: (open: OpenDialect) => OpenDialect): Dialect => ({
  ...tiny,
  open: (gateway) => change(tiny.open(gateway)),
});
const withRoute = (route: Partial<Route> & Pick<Route, 'handle'>): Dialect =>
  dialectWith((open) => ({
    ...open,
    routes: [
      ...open.routes,
      {
        method: 'GET',
        path: '/own',
        operation: 'retrieve',
        body: 'none',
        isOpen: true,
        orderOf: () => 'order-own',
        ...route,
      },
    ],
  }));
const OK = { status: 200, headers: {}, body: 'done' };

describe('a gateway', () => {
  it('lets the harness and faults rotate the keys of a provider that has some', async () => {
    let rotated = 0;
    await using rig = await startRig({
      dialect: dialectWith((open) => ({ ...open, rotateKeys: () => (rotated += 1) })),
    });
    rig.gateway.rotateKeys?.();
    const latency = findFault('latency');
    rig.gateway.faults.arm({
      name: 'rotation',
      definition: {
        ...latency,
        onArmed: (gateway) => gateway.rotateKeys({ generation: 1, keepsFormer: true }),
      },
      options: {},
      share: 1,
      operations: [],
      leaseMs: null,
    });
    expect(rotated).toBe(2);
  });

  it('is not at rest while something that it accepted is still to happen', async () => {
    await using rig = await startRig({
      dialect: dialectWith((open) => ({ ...open, countPending: () => 3 })),
    });
    expect(rig.gateway.status().detached).toBe(3);
  });

  it('answers and journals what a handler answers later', async () => {
    await using rig = await startRig({
      dialect: withRoute({
        handle: async ({ report }) => {
          await turn();
          report.object = 'thing-1';
          return OK;
        },
      }),
    });
    const journalled = rig.nextExchange();
    expect(await rig.ask('GET', '/own')).toMatchObject({ kind: 'answered', body: 'done' });
    expect(await journalled).toMatchObject({ object: 'thing-1', order: 'order-own', status: 200 });
    expect(rig.gateway.status().inFlight).toBe(0);
  });

  it('answers a handler that throws in the words of its provider', async () => {
    const crash = withRoute({
      handle: () => {
        throw new TypeError('a bug');
      },
    });
    const later = withRoute({ handle: () => Promise.reject(new TypeError('a later bug')) });
    for (const dialect of [crash, later]) {
      await using rig = await startRig({ dialect });
      const journalled = rig.nextExchange();
      const seen = await rig.ask('GET', '/own');
      expect(seen.kind).toBe('answered');
      expect(seen).not.toMatchObject({ body: expect.stringContaining('bug') });
      expect((await journalled).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('answers a refusal from deep inside', async () => {
    await using rig = await startRig({
      dialect: withRoute({
        handle: () => {
          throw new Refusal({ status: 418, headers: {}, body: 'teapot' }, { isExecuted: false });
        },
      }),
    });
    expect(await rig.ask('GET', '/own')).toMatchObject({ status: 418, body: 'teapot' });
  });

  it('is not quiescent while its dialect has work pending, and tells it when it closes', async () => {
    let pending = 2;
    let closed: AbortSignal | null = null;
    const dialect: Dialect = {
      ...tiny,
      open: (gateway) => {
        closed = gateway.closed;
        return { ...tiny.open(gateway), countPending: () => pending };
      },
    };
    const rig = await startRig({ dialect });
    expect(rig.gateway.status().detached).toBe(2);
    pending = 0;
    expect(rig.gateway.status().detached).toBe(0);
    expect(closed).toMatchObject({ aborted: false });
    await rig[Symbol.asyncDispose]();
    expect(closed).toMatchObject({ aborted: true });
  });

  it('forgets everything at a reset, and numbers its events from 0 again', async () => {
    await using rig = await startRig();
    await pay(rig, 'order-1');
    rig.arm('latency', { delayMs: 1 });
    expect(rig.gateway.events.length).toBeGreaterThan(0);
    rig.gateway.reset();
    expect(rig.gateway.events).toEqual([]);
    expect(rig.gateway.faults.count).toBe(0);
    expect(await rig.ask('GET', '/payments/payment-order-1')).toMatchObject({ status: 404 });
    expect(rig.gateway.events.map(({ seq }) => seq)).toEqual([0]);
  });

  it('lets nothing that it held take effect after a reset', async () => {
    await using rig = await startRig();
    await rig.ask('POST', '/payments', { body: { order: 'order-1' } });
    rig.arm('late-arrival', { holdMs: 60_000 });
    const held = rig.ask('POST', '/payments/payment-order-1/confirm', { patienceMs: 200 });
    await held;
    expect(rig.gateway.status().detached).toBe(1);
    rig.gateway.reset();
    await rig.ask('POST', '/payments', { body: { order: 'order-1' } });
    rig.clock.advance(120_000);
    await turn();
    expect(rig.gateway.status().detached).toBe(0);
    expect(rig.gateway.ledger()).toEqual([]);
  });

  it('carries nothing out after a reset, even when a fault lets it proceed then', async () => {
    await using rig = await startRig();
    await rig.ask('POST', '/payments', { body: { order: 'order-1' } });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    armOwn(rig, async (request) => {
      await released;
      return request.proceed();
    });
    await rig.ask('POST', '/payments/payment-order-1/confirm', { patienceMs: 200 });
    rig.gateway.reset();
    await rig.ask('POST', '/payments', { body: { order: 'order-1' } });
    release();
    await turn();
    expect(rig.gateway.status().inFlight).toBe(0);
    const operations = rig.gateway.journal(10).map(({ operation }) => operation);
    expect([rig.gateway.ledger(), operations]).toEqual([[], ['create']]);
  });

  it('never cuts an answer so late that it is whole', async () => {
    await using rig = await startRig();
    armOwn(rig, async (request) => {
      const delivery = await request.proceed();
      if (!('answer' in delivery)) return delivery;
      return { kind: 'cut', answer: delivery.answer, afterBytes: 1_000_000 };
    });
    const journalled = rig.nextExchange();
    expect(await rig.ask('POST', '/token')).toMatchObject({ kind: 'broken' });
    expect((await journalled).status).toBeNull();
  });

  it('carries a request out once, however often a fault lets it proceed', async () => {
    await using rig = await startRig();
    await rig.ask('POST', '/payments', { body: { order: 'order-1' } });
    armOwn(rig, async (request) => {
      await Promise.all([request.proceed(), request.proceed()]);
      return request.proceed();
    });
    expect(await rig.ask('POST', '/payments/payment-order-1/confirm')).toMatchObject({
      status: 200,
    });
    expect(rig.gateway.ledger()).toHaveLength(2);
  });

  it('answers a fault that throws in the words of its provider', async () => {
    await using rig = await startRig();
    armOwn(rig, () => Promise.reject(new Error('a bug of a fault')));
    const seen = await rig.ask('POST', '/token');
    expect(seen.kind).toBe('answered');
    expect(seen).not.toMatchObject({ body: expect.stringContaining('bug') });
  });

  it('ends what it holds when it closes', async () => {
    await using rig = await startRig();
    rig.arm('latency', { delayMs: 600_000 });
    const held = rig.ask('POST', '/payments', { body: { order: 'order-1' } });
    const arrived = rig.gateway.status;
    while (arrived().inFlight === 0) await turn();
    await rig.gateway.close();
    expect(await held).toMatchObject({ kind: 'broken' });
  });

  it('draws a fault anew for each repetition of a reference and operation', async () => {
    await using rig = await startRig();
    rig.arm('error-status', { status: 500 }, { share: 0.5 });
    const statuses: unknown[] = [];
    for (let round = 0; round < 20; round += 1) {
      const seen = await rig.ask('GET', '/payments/payment-none');
      statuses.push('status' in seen ? seen.status : seen.kind);
    }
    expect(new Set(statuses)).toEqual(new Set([500, 404]));
  });

  it('gives the same draws and ids for the same seed', async () => {
    const run = async (): Promise<readonly unknown[]> => {
      await using rig = await startRig({ seed: 99 });
      rig.arm('error-status', { status: 500 }, { share: 0.5 });
      for (let round = 0; round < 8; round += 1) {
        await rig.ask('POST', '/payments', { body: { order: `order-${round}` } });
        await rig.ask('POST', '/token');
      }
      return rig.gateway.events.map((event) =>
        event.kind === 'exchange' ? [event.exchange, event.status, event.faults] : event.kind,
      );
    };
    expect(await run()).toEqual(await run());
  });
});

function armOwn(
  rig: Awaited<ReturnType<typeof startRig>>,
  meet: NonNullable<FaultDefinition['meet']>,
): void {
  rig.gateway.faults.arm({
    name: 'own',
    definition: { ...findFault('hang'), meet },
    options: {},
    share: 1,
    operations: [],
    leaseMs: null,
  });
}

async function pay(rig: Awaited<ReturnType<typeof startRig>>, order: string): Promise<void> {
  await rig.ask('POST', '/payments', { body: { order } });
  await rig.ask('POST', `/payments/payment-${order}/confirm`);
}
