import { expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { hang } from './hang.ts';

test('hang never answers and lets nothing take effect', async () => {
  const request = createFakeRequest();
  await expect(hang.meet(request, {})).resolves.toEqual({ kind: 'hang' });
  expect(request.effects()).toBe(0);
});
