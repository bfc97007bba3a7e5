import { expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { maintenance } from './maintenance.ts';

test('maintenance answers 503 with the pause it was given and lets nothing take effect', async () => {
  const request = createFakeRequest();
  const delivery = await maintenance.meet(request, { retryAfterSeconds: 90 });
  expect(delivery).toMatchObject({ answer: { status: 503, body: 'back after 90' } });
  expect(request.effects()).toBe(0);
});
