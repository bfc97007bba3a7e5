import { describe, expect, test } from 'vitest';
import { capacity } from './capacity.ts';
import { createFakeRequest, settle, type FakeRequest } from './fake-request.fixture.ts';
import { parseFaultOptions } from './resolve-fault.ts';

function open(given: object) {
  return capacity.createMeet(capacity.options.parse(parseFaultOptions(capacity, given)));
}

/** Requests that share one clock, as they do at a gateway. */
function createCrowd(size: number, signals: readonly AbortSignal[] = []): readonly FakeRequest[] {
  const first = createFakeRequest();
  return Array.from({ length: size }, (_, index) => ({
    ...createFakeRequest(),
    clock: first.clock,
    ...(signals[index] === undefined ? {} : { signal: signals[index] }),
  }));
}

describe('capacity', () => {
  test('serves so many at a time, lets some wait, and turns away the rest', async () => {
    const meet = open({ places: 2, serviceMs: 100, queue: 1 });
    const crowd = createCrowd(4);
    const done: string[] = [];
    crowd.forEach((request, index) => {
      void meet(request).then((delivery) =>
        done.push(`${index} ${'answer' in delivery ? delivery.answer.status : delivery.kind}`),
      );
    });
    await settle();
    expect(done).toEqual(['3 429']);
    await crowd[0]?.clock.advance(100);
    expect(done).toEqual(['3 429', '0 200', '1 200']);
    await crowd[0]?.clock.advance(100);
    expect(done.at(-1)).toBe('2 200');
  });

  test.each([
    ['status', { answer: { status: 503 } }],
    ['hang', { kind: 'hang' }],
  ])('turns away by %s', async (full, seen) => {
    const meet = open({ places: 1, queue: 0, full });
    const [first, second] = createCrowd(2);
    if (first !== undefined) void meet(first);
    expect(second && (await meet(second))).toMatchObject(seen);
  });

  test('serves those who have left, unless it is told that they leave the line', async () => {
    for (const leaves of [false, true]) {
      const meet = open({ places: 1, serviceMs: 100, queue: 2, leaves });
      const gone = new AbortController();
      const crowd = createCrowd(3, [new AbortController().signal, gone.signal]);
      for (const request of crowd) void meet(request);
      await settle();
      gone.abort();
      await crowd[0]?.clock.advance(100);
      await crowd[0]?.clock.advance(100);
      expect(crowd.map((request) => request.effects())).toEqual(leaves ? [1, 0, 1] : [1, 1, 0]);
    }
  });
});
