import { expect, test } from 'vitest';
import { emptyObject503 } from './empty-object-503.ts';
import { createFakeRequest } from './fake-request.fixture.ts';

test.each([
  [false, 0],
  [true, 1],
])('empty-object-503 with takesEffect %s takes effect %d times', async (takesEffect, effects) => {
  const request = createFakeRequest();
  const delivery = await emptyObject503.meet(request, { status: 503, takesEffect });
  expect(delivery).toMatchObject({ answer: { status: 503, body: '{}' } });
  expect(request.effects()).toBe(effects);
});
