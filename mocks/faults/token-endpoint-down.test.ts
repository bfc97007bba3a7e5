import { describe, expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { tokenEndpointDown } from './token-endpoint-down.ts';

describe('token-endpoint-down', () => {
  test.each([
    { manner: 'status' as const, seen: { kind: 'whole', answer: { status: 500 } } },
    { manner: 'hang' as const, seen: { kind: 'hang' } },
    { manner: 'reset' as const, seen: { kind: 'reset' } },
  ])('gives no token, by $manner', async ({ manner, seen }) => {
    const request = createFakeRequest();
    const delivery = await tokenEndpointDown.meet(request, { manner, status: 500 });
    expect(delivery).toMatchObject(seen);
    expect(request.effects()).toBe(0);
  });

  test('meets token requests alone', () => {
    expect(tokenEndpointDown.appliesTo).toEqual(['token']);
  });
});
