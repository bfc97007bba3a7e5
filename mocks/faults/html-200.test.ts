import { expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { html200 } from './html-200.ts';

test.each([
  [false, 0],
  [true, 1],
])('html-200 with takesEffect %s takes effect %d times', async (takesEffect, effects) => {
  const request = createFakeRequest();
  const delivery = await html200.meet(request, { takesEffect, contentType: 'text/html' });
  expect(delivery).toMatchObject({
    answer: { status: 200, headers: { 'content-type': 'text/html' }, finish: 'sealed' },
  });
  expect(delivery).toHaveProperty('answer.body', expect.stringContaining('<html>'));
  expect(request.effects()).toBe(effects);
});
