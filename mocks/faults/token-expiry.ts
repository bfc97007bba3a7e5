import { z } from 'zod';
import { defineFault } from './fault.ts';

export const tokenExpiry = defineFault({
  name: 'token-expiry',
  summary:
    'Every live access token is refused from now on, and tokens issued meanwhile live only ' +
    'briefly.',
  example: { lifetimeMs: 2000, expireLive: true },
  options: z.strictObject({
    lifetimeMs: z
      .int()
      .min(1)
      .max(86_400_000)
      .default(5000)
      .describe('Lifetime of tokens issued while the fault is active, in milliseconds.'),
    expireLive: z
      .boolean()
      .default(true)
      .describe('Whether the tokens issued before die at once when the fault is armed.'),
  }),
  appliesTo: ['token'],
  needs: 'access-tokens',
  isDoneOnceArmed: true,
  meet(request, { lifetimeMs }) {
    request.overrides.tokenLifetimeMs = lifetimeMs;
    return request.proceed();
  },
  onArmed(gateway, { expireLive }) {
    if (expireLive) gateway.expireTokens();
  },
});
