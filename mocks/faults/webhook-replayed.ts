import { z } from 'zod';
import { defineFault } from './fault.ts';

export const webhookReplayed = defineFault({
  name: 'webhook-replayed',
  summary:
    'Along with a new webhook an old one of the same order comes again, under its old id: by the ' +
    'provider with a fresh signature, or by whoever caught it then, with its old time.',
  example: { which: 'first', by: 'thief', afterMs: 0 },
  options: z.strictObject({
    which: z
      .enum(['first', 'previous'])
      .default('previous')
      .describe('The first one of the order, or the one before.'),
    by: z
      .enum(['provider', 'thief'])
      .default('provider')
      .describe('`provider`: signed anew. `thief`: signature and time are those of then.'),
    afterMs: z
      .int()
      .min(0)
      .max(86_400_000)
      .default(0)
      .describe('Time from the new one to the old one, in milliseconds.'),
  }),
  appliesTo: [],
  publish({ earlier, plan }, { which, by, afterMs }) {
    const old = earlier().at(which === 'first' ? -1 : 0);
    if (old === undefined) return false;
    plan.extras.push({
      message: old.message,
      signer: 'provider',
      afterMs,
      ...(by === 'thief' ? { signedMs: old.publishedMs } : {}),
    });
    return true;
  },
});
