import { expect, test } from 'vitest';
import { createFakeRequest, PAID } from './fake-request.fixture.ts';
import { keyConflict } from './key-conflict.ts';

test('key-conflict answers that the key is in use, and nothing takes effect', async () => {
  const request = createFakeRequest();
  expect(await keyConflict.meet(request, {})).toMatchObject({ answer: { status: 409 } });
  expect(request.effects()).toBe(0);
});

test('key-conflict lets a request without a key pass', async () => {
  const request = createFakeRequest({ more: { keyInUse: () => null } });
  expect(await keyConflict.meet(request, {})).toBe(PAID);
});
