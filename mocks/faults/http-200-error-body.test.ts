import { expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { http200ErrorBody } from './http-200-error-body.ts';

test('http-200-error-body says 200 and means an error; nothing takes effect', async () => {
  const request = createFakeRequest();
  const delivery = await http200ErrorBody.meet(request, { error: 500 });
  expect(delivery).toMatchObject({ answer: { status: 200, body: 'technical' } });
  expect(request.effects()).toBe(0);
});
