import { z } from 'zod';
import { defineFault } from './fault.ts';

export const staleRead = defineFault({
  name: 'stale-read',
  summary:
    'A query answers what was so before the last change, as a replica that lags behind does: a ' +
    'payment that succeeded is still open, one that was just created does not exist. Nothing ' +
    'changes by it.',
  example: { lagMs: 5000 },
  options: z.strictObject({
    lagMs: z
      .int()
      .min(1)
      .max(3_600_000)
      .default(5000)
      .describe('How long a change stays unseen, in milliseconds.'),
  }),
  appliesTo: ['retrieve'],
  needsArming: true,
  concerns: (request, { lagMs }) => request.wasChangedWithin(lagMs),
  meet(request) {
    request.overrides.isStale = true;
    return request.proceed();
  },
  onArmed: (gateway) => gateway.rememberChanges(true),
  onCleared: (gateway) => gateway.rememberChanges(false),
});
