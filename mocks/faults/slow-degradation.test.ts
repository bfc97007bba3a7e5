import { expect, test } from 'vitest';
import { createFakeRequest, settle } from './fake-request.fixture.ts';
import { slowDegradation } from './slow-degradation.ts';

test.each([
  [0, 50],
  [1000, 150],
  [2500, 300],
  [600_000, 900],
])('slow-degradation after %d ms makes requests wait %d ms', async (armedForMs, waitMs) => {
  const request = createFakeRequest({ more: { armedForMs } });
  void slowDegradation.meet(request, { startMs: 50, growthMs: 100, capMs: 900 });
  await settle();
  expect(request.clock.nextWakeMs).toBe(waitMs);
  expect(request.effects()).toBe(0);
  await request.clock.advance(waitMs);
  expect(request.effects()).toBe(1);
});
