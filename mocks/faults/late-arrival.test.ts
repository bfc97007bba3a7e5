import { expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { lateArrival } from './late-arrival.ts';

test('late-arrival leaves the client without an answer and takes effect after its time', async () => {
  const request = createFakeRequest();
  await expect(lateArrival.meet(request, { holdMs: 4000 })).resolves.toEqual({ kind: 'hang' });
  await request.clock.advance(3999);
  expect(request.effects()).toBe(0);
  await request.clock.advance(1);
  expect(request.effects()).toBe(1);
});

test('late-arrival keeps the gateway from being quiescent until its effect', async () => {
  const request = createFakeRequest();
  await lateArrival.meet(request, { holdMs: 10 });
  expect(request.detached).toHaveLength(1);
  await request.clock.advance(10);
  await expect(request.detached[0]).resolves.toBeUndefined();
});
