import { z } from 'zod';
import { defineFault } from './fault.ts';

export const approvedForADecline = defineFault({
  name: 'approved-for-a-decline',
  summary:
    'The issuer declines and the provider answers that the payment succeeded. It goes on believing ' +
    'so, in queries and webhooks too, while no money ever moves.',
  example: { which: 'every' },
  options: z.strictObject({
    which: z
      .enum(['every', 'scripted'])
      .default('every')
      .describe('`every`: whatever the card. `scripted`: only cards that are declined anyway.'),
  }),
  appliesTo: ['confirm'],
  meet(request, { which }) {
    request.overrides.phantom = which === 'every' ? 'always' : 'when-declined';
    return request.proceed();
  },
});
