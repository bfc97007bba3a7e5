import { expect, test } from 'vitest';
import { errorStatus } from './error-status.ts';
import { createFakeRequest } from './fake-request.fixture.ts';

test('error-status answers in the words of the provider and lets nothing take effect', async () => {
  const request = createFakeRequest();
  const delivery = await errorStatus.meet(request, { status: 502 });
  expect(delivery).toMatchObject({ kind: 'whole', answer: { status: 502, body: 'technical' } });
  expect(request.effects()).toBe(0);
});
