import { expect, test } from 'vitest';
import { createFakeRequest, settle } from './fake-request.fixture.ts';
import { tokenEndpointSlow } from './token-endpoint-slow.ts';

test('token-endpoint-slow gives tokens late, to so many at a time', async () => {
  const meet = tokenEndpointSlow.createMeet({ delayMs: 100, atATime: 1, retryAfterSeconds: 2 });
  const [first, second] = [createFakeRequest(), createFakeRequest()];
  const served = meet(first);
  expect(await meet(second)).toMatchObject({ answer: { status: 429, body: 'retry after 2' } });
  await settle();
  expect(first.effects()).toBe(0);
  await first.clock.advance(100);
  await served;
  expect(first.effects()).toBe(1);
  const third = createFakeRequest();
  void meet(third);
  await settle();
  await third.clock.advance(100);
  expect(third.effects()).toBe(1);
});
