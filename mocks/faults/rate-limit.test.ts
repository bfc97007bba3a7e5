import { expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { rateLimit } from './rate-limit.ts';

test('rate-limit answers 429 with the pause it was given and lets nothing take effect', async () => {
  const request = createFakeRequest();
  const delivery = await rateLimit.meet(request, { retryAfterSeconds: 7 });
  expect(delivery).toMatchObject({ answer: { status: 429, body: 'retry after 7' } });
  expect(request.effects()).toBe(0);
});
