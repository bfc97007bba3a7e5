import { expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { processedThenRateLimited } from './processed-then-rate-limited.ts';

test('processed-then-rate-limited takes effect and says 429', async () => {
  const request = createFakeRequest();
  const delivery = await processedThenRateLimited.meet(request, { retryAfterSeconds: 3 });
  expect(delivery).toMatchObject({ answer: { status: 429, body: 'retry after 3' } });
  expect(request.effects()).toBe(1);
});
