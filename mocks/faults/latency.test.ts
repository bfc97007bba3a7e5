import { describe, expect, test } from 'vitest';
import { PAID, createFakeRequest, settle } from './fake-request.fixture.ts';
import { latency } from './latency.ts';
import { parseFaultOptions } from './resolve-fault.ts';

const resolve = (given: unknown) => latency.options.parse(given);

async function delayFor(given: unknown, draw: number): Promise<number> {
  const request = createFakeRequest({ draw });
  void latency.meet(request, resolve(given));
  await settle();
  return request.clock.nextWakeMs ?? Number.NaN;
}

describe('latency', () => {
  test('holds a request for its delay and then lets it take effect', async () => {
    const request = createFakeRequest();
    const met = latency.meet(request, resolve({ delayMs: 300 }));
    await request.clock.advance(299);
    expect(request.effects()).toBe(0);
    await request.clock.advance(1);
    await expect(met).resolves.toBe(PAID);
    expect(request.effects()).toBe(1);
  });

  test('after processing, money moves at once and only the answer waits', async () => {
    const request = createFakeRequest();
    const met = latency.meet(request, resolve({ delayMs: 300, moment: 'after-processing' }));
    await settle();
    expect(request.effects()).toBe(1);
    expect(request.clock.nextWakeMs).toBe(300);
    await request.clock.advance(300);
    await expect(met).resolves.toBe(PAID);
  });

  test('takes effect also when the client went away while it waited', async () => {
    const client = new AbortController();
    const request = { ...createFakeRequest(), signal: client.signal };
    const met = latency.meet(request, resolve({ delayMs: 300 }));
    client.abort();
    await request.clock.advance(300);
    await met;
    expect(request.effects()).toBe(1);
  });

  test('gives the same draw the same delay, and other draws others', async () => {
    const tail = { distribution: 'lognormal', medianMs: 400, sigma: 1 };
    expect(await delayFor(tail, 0.25)).toBe(await delayFor(tail, 0.25));
    expect(await delayFor(tail, 0.25)).not.toBe(await delayFor(tail, 0.26));
  });

  test('spreads uniform delays over the whole range although a small share has low draws', async () => {
    const draws = Array.from({ length: 400 }, (_, index) => (index / 400) * 0.05);
    const given = { distribution: 'uniform', minMs: 100, maxMs: 300 };
    const delays = await Promise.all(draws.map((draw) => delayFor(given, draw)));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...delays)).toBeLessThanOrEqual(300);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    expect(Math.abs(mean - 200)).toBeLessThan(10);
  });

  test('has the median it was given in its tail, and cuts the tail', async () => {
    const given = { distribution: 'lognormal', medianMs: 200, sigma: 1, maxMs: 1000 };
    const draws = Array.from({ length: 401 }, (_, index) => index / 401);
    const delays = await Promise.all(draws.map((draw) => delayFor(given, draw)));
    const median = delays.sort((one, other) => one - other)[200] ?? Number.NaN;
    expect(Math.abs(median - 200)).toBeLessThan(30);
    expect(delays.at(-1)).toBe(1000);
  });

  test('refuses a range that is upside down', () => {
    expect(() =>
      parseFaultOptions(latency, { distribution: 'uniform', minMs: 500, maxMs: 100 }),
    ).toThrow('option "maxMs" of fault "latency" must be at least minMs, got 100');
  });
});
