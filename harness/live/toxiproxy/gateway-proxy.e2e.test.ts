import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NetworkEffect } from '../../core/scenario.ts';
import type { GatewayProxy } from './gateway-proxy.ts';
import { ask, startBench, startGateway, type Bench, type Gateway } from './bench.fixture.ts';
import { createTransport } from './transport.ts';
import { openProbeConnection } from './probe/connection.ts';
import { testBinary } from '../binaries/test-binary.fixture.ts';

let bench: Bench;
let gateway: Gateway;
let proxy: GatewayProxy;
let count = 0;

beforeAll(async () => {
  bench = await startBench(await testBinary('toxiproxy'));
});
afterAll(() => bench[Symbol.asyncDispose]());
beforeEach(async () => {
  gateway = await startGateway();
  count += 1;
  proxy = await bench.toxiproxy.createProxy({ name: `stripe-${count}`, upstreamUrl: gateway.url });
});
afterEach(async () => {
  await proxy.remove();
  await gateway[Symbol.asyncDispose]();
});

const fault = (effect: NetworkEffect, direction: 'upstream' | 'downstream', share = 1) => ({
  name: `the ${effect.kind}/${direction}`,
  effect,
  direction,
  share,
});

const somebodyElseResets = () => createTransport(bench.toxiproxy.url).reset({ deadlineMs: 5_000 });

const SLOW = { kind: 'latency', latencyMs: 150, jitterMs: 30 } as const;
const NARROW = { kind: 'bandwidth', kilobytesPerSecond: 20 } as const;
const HOLE = { kind: 'black-hole' } as const;
const RESET = { kind: 'reset', afterMs: 30 } as const;
const LINGER = { kind: 'slow-close', delayMs: 120 } as const;
const SLICES = {
  kind: 'slicer',
  averageBytes: 200,
  variationBytes: 50,
  delayMicroseconds: 5_000,
} as const;
const LIMIT = { kind: 'data-limit', bytes: 1_000 } as const;
const DOWN = { kind: 'down' } as const;
const EFFECTS = [SLOW, NARROW, HOLE, RESET, LINGER, SLICES, LIMIT, DOWN] as const;
const BOTH = ['upstream', 'downstream'] as const;
const CASES = EFFECTS.flatMap((effect) => BOTH.map((direction) => ({ effect, direction })));

describe('every effect in both directions', () => {
  test.each(CASES)('$effect.kind $direction is proved, and gone afterwards', async (one) => {
    const setting = fault(one.effect, one.direction);
    await proxy.arm(setting);
    expect(proxy.armed()).toEqual([setting.name]);

    const proof = await proxy.probe(setting.name);
    expect(proof).toMatchObject({ proved: true });
    const isOutOfSight = one.effect === LINGER && one.direction === 'upstream';
    expect(proof.by).toBe(isOutOfSight ? 'read-back' : 'probe');

    await proxy.clear(setting.name);
    expect(proxy.armed()).toEqual([]);
    expect(await ask(proxy.url, '/after')).toBe(404);
    expect(gateway.hits.at(-1)).toBe('/after');
  });

  test.each([
    { effect: HOLE, direction: 'upstream', hits: 0, got: 'timeout' },
    { effect: HOLE, direction: 'downstream', hits: 1, got: 'timeout' },
    { effect: RESET, direction: 'upstream', hits: 0, got: 'ECONNRESET' },
    { effect: RESET, direction: 'downstream', hits: 1, got: 'ECONNRESET' },
    { effect: { kind: 'data-limit', bytes: 40 }, direction: 'upstream', hits: 0 },
    { effect: { kind: 'data-limit', bytes: 40 }, direction: 'downstream', hits: 1 },
    { effect: DOWN, direction: 'upstream', hits: 0, got: 'ECONNREFUSED' },
    { effect: DOWN, direction: 'downstream', hits: 0, got: 'ECONNREFUSED' },
  ] as const)('$effect.kind $direction: $hits requests reach the gateway', async (one) => {
    await proxy.arm(fault(one.effect, one.direction));
    const got = await ask(proxy.url, '/pay', 300);
    if ('got' in one) expect(got).toBe(one.got);
    expect(got).not.toBe(404);
    expect(gateway.hits.filter((path) => path === '/pay')).toHaveLength(one.hits);
  });
});

describe('a probe is honest', () => {
  test('about an effect that is set elsewhere', async () => {
    const setting = fault(SLOW, 'downstream');
    await proxy.arm(setting);
    // Somebody else clears it behind our back.
    await somebodyElseResets();
    expect(await proxy.probe(setting.name)).toMatchObject({ proved: false, by: 'probe' });
  });

  test('about a gateway that does not answer by itself', async () => {
    await proxy.arm(fault(HOLE, 'downstream'));
    await gateway[Symbol.asyncDispose]();
    const proof = await proxy.probe('the black-hole/downstream');
    expect(proof).toMatchObject({ proved: false, by: 'nothing' });
    expect(proof.detail).toContain('the gateway itself');
    gateway = await startGateway();
  });

  test('within the time of a short fault, however narrow the line is', async () => {
    const setting = fault({ kind: 'bandwidth', kilobytesPerSecond: 1 }, 'upstream');
    await proxy.arm(setting);
    const signal = AbortSignal.timeout(2_000);
    expect(await proxy.probe(setting.name, { signal })).toMatchObject({ proved: true });
    expect(signal.aborted).toBe(false);
  });

  test('about effects too small to be timed', async () => {
    const setting = fault({ kind: 'bandwidth', kilobytesPerSecond: 100_000 }, 'downstream');
    await proxy.arm(setting);
    const proof = await proxy.probe(setting.name);
    expect(proof).toMatchObject({ proved: true, by: 'read-back' });
    expect(proof.detail).toContain('too few to time');
  });

  test('about a fault that is not armed, or touches no connection', async () => {
    expect(await proxy.probe('ghost')).toMatchObject({ proved: false, by: 'nothing' });
    await proxy.arm(fault(HOLE, 'upstream', 0));
    const proof = await proxy.probe('the black-hole/upstream');
    expect(proof).toMatchObject({ proved: false, by: 'nothing' });
  });

  test('about a share of the connections', async () => {
    const setting = fault(RESET, 'downstream', 0.5);
    await proxy.arm(setting);
    expect(await proxy.probe(setting.name)).toMatchObject({ proved: true, by: 'probe' });
  });
});

describe('arming and clearing', () => {
  test('twice is like once', async () => {
    const setting = fault(SLOW, 'upstream');
    await proxy.arm(setting);
    await proxy.arm(setting);
    await proxy.clear(setting.name);
    await proxy.clear(setting.name);
    expect(await ask(proxy.url, '/')).toBe(404);
  });

  test('with other values replaces the fault', async () => {
    const setting = fault(HOLE, 'downstream');
    await proxy.arm(setting);
    await proxy.arm({ ...setting, effect: SLOW });
    expect(await ask(proxy.url, '/')).toBe(404);
    expect((await proxy.probe(setting.name)).proved).toBe(true);
  });

  test('a reset clears everything at once, and faults can be armed anew', async () => {
    await proxy.arm(fault(HOLE, 'upstream'));
    await proxy.arm(fault(DOWN, 'upstream'));
    await bench.toxiproxy.reset();
    expect(proxy.armed()).toEqual([]);
    expect(await ask(proxy.url, '/')).toBe(404);
    await proxy.arm(fault(DOWN, 'upstream'));
    expect(await ask(proxy.url, '/')).toBe('ECONNREFUSED');
  });

  test('a share of 0 changes no connection at all', async () => {
    using connection = openProbeConnection(proxy.url);
    const answered = { kind: 'answered', status: 404 };
    const request = { path: '/', deadlineMs: 5_000 };
    expect(await connection.ask(request)).toMatchObject(answered);
    for (const effect of EFFECTS) await proxy.arm(fault(effect, 'downstream', 0));
    expect(await connection.ask(request)).toMatchObject(answered);
    for (const name of proxy.armed()) await proxy.clear(name);
    expect(await connection.ask(request)).toMatchObject(answered);
  });

  test('a proxy that two faults hold down opens when the second is cleared', async () => {
    await proxy.arm({ ...fault(DOWN, 'upstream'), name: 'one' });
    await proxy.arm({ ...fault(DOWN, 'upstream'), name: 'two' });
    await proxy.clear('one');
    expect(await ask(proxy.url, '/')).toBe('ECONNREFUSED');
    await proxy.clear('two');
    expect(await ask(proxy.url, '/')).toBe(404);
  });

  test('a proxy opens again as soon as its port is given back', async () => {
    await proxy.arm(fault(DOWN, 'upstream'));
    const squatter = createServer().listen(Number(new URL(proxy.url).port), '127.0.0.1');
    await once(squatter, 'listening');
    setTimeout(() => squatter.close(), 250);
    await proxy.clear('the down/upstream');
    expect(await ask(proxy.url, '/')).toBe(404);
  });

  test('a toxic that was set differently is told', async () => {
    const setting = fault(SLOW, 'downstream');
    await proxy.arm(setting);
    await somebodyElseResets();
    await expect(proxy.arm(setting)).rejects.toMatchObject({ code: 'LIVE_FAULT_NOT_SET' });
  });

  test('clearing waits for a connection that sleeps in the fault, beyond the usual deadline', async () => {
    const setting = fault({ kind: 'reset', afterMs: 600 }, 'upstream');
    await proxy.arm(setting);
    const sleeping = ask(proxy.url, '/');
    expect(await ask(proxy.url, '/', 100)).toBe('timeout');
    await proxy.clear(setting.name, { deadlineMs: 200 });
    expect(await sleeping).not.toBe(404);
    expect(await ask(proxy.url, '/')).toBe(404);
  });

  test('the text of the server is shown', async () => {
    const again = bench.toxiproxy.createProxy({ name: proxy.name, upstreamUrl: gateway.url });
    await expect(again).rejects.toMatchObject({
      code: 'LIVE_TOXIPROXY_REFUSED',
      message: expect.stringContaining('409 proxy already exists'),
    });
  });
});
