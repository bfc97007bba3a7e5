import { expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { processedThen500 } from './processed-then-500.ts';

test('processed-then-500 takes effect and answers with a server error', async () => {
  const request = createFakeRequest();
  const delivery = await processedThen500.meet(request, { status: 502 });
  expect(delivery).toMatchObject({ kind: 'whole', answer: { status: 502, body: 'technical' } });
  expect(request.effects()).toBe(1);
});
