import { z } from 'zod';
import { whole, type Delivery } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const staleToken401 = defineFault({
  name: 'stale-token-401',
  summary:
    'Access tokens are refused although they have not run out: a client that trusts `expires_in` ' +
    'alone fails until then, one that fetches a new token at each 401 may never stop. Refused ' +
    'requests take no effect.',
  example: { until: 'renewed' },
  options: z.strictObject({
    until: z
      .enum(['renewed', 'cleared'])
      .default('renewed')
      .describe('`renewed`: a token fetched since is good. `cleared`: no token is.'),
  }),
  appliesTo: EVERY_OPERATION,
  needs: 'access-tokens',
  createMeet({ until }) {
    const good = new Set<string>();
    return async (request) => {
      if (request.operation === 'token') {
        const delivery = await request.proceed();
        const token = until === 'renewed' ? tokenIn(delivery) : null;
        if (token !== null) good.add(token);
        return delivery;
      }
      const [, token = ''] = (request.authorization ?? '').split(' ');
      if (good.has(token)) return request.proceed();
      return whole(request.errors.staleToken?.() ?? request.errors.status(401));
    };
  },
});

function tokenIn(delivery: Delivery): string | null {
  if (delivery.kind !== 'whole') return null;
  return /"(?:access_)?token":\s*"([^"]+)"/.exec(delivery.answer.body)?.[1] ?? null;
}
