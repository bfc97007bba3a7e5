import { expect, test } from 'vitest';
import { connectionReset } from './connection-reset.ts';
import { createFakeRequest } from './fake-request.fixture.ts';

test('connection-reset resets after its time without letting the request take effect', async () => {
  const request = createFakeRequest();
  const met = connectionReset.meet(request, { afterMs: 20 });
  expect(request.clock.nextWakeMs).toBe(20);
  await request.clock.advance(20);
  await expect(met).resolves.toEqual({ kind: 'reset' });
  expect(request.effects()).toBe(0);
});
