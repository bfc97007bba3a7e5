import { expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { redirect } from './redirect.ts';

test.each([
  ['', '/payments/1/confirm?a=b'],
  ['/elsewhere', '/elsewhere'],
])('redirect to "%s" sends the client to %s, and nothing takes effect', async (location, to) => {
  const request = createFakeRequest();
  const delivery = await redirect.meet(request, { status: 308, location });
  expect(delivery).toMatchObject({ answer: { status: 308, headers: { location: to }, body: '' } });
  expect(request.effects()).toBe(0);
});

test('redirect takes no status that is none', () => {
  expect(redirect.options.safeParse({ status: 304 }).success).toBe(false);
});
