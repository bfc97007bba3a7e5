import { describe, expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { createFakeGateway } from './fake-gateway.fixture.ts';
import { tokenExpiry } from './token-expiry.ts';

describe('token-expiry', () => {
  test('kills every live token at once when it is armed', () => {
    const gateway = createFakeGateway();
    tokenExpiry.onArmed?.(gateway, { lifetimeMs: 2000, expireLive: true });
    expect(gateway.expireTokens).toHaveBeenCalledOnce();
  });

  test('spares the live tokens when asked to', () => {
    const gateway = createFakeGateway();
    tokenExpiry.onArmed?.(gateway, { lifetimeMs: 2000, expireLive: false });
    expect(gateway.expireTokens).not.toHaveBeenCalled();
  });

  test('shortens the life of tokens that are issued meanwhile', async () => {
    const request = createFakeRequest();
    await tokenExpiry.meet(request, { lifetimeMs: 2000, expireLive: true });
    expect(request.overrides).toEqual({ tokenLifetimeMs: 2000 });
    expect(request.effects()).toBe(1);
  });

  test('meets token requests alone', () => {
    expect(tokenExpiry.appliesTo).toEqual(['token']);
  });
});
