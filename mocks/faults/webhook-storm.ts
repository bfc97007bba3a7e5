import { z } from 'zod';
import { defineFault } from './fault.ts';

export const webhookStorm = defineFault({
  name: 'webhook-storm',
  summary:
    'Webhooks pile up at the provider and come all at once, each several times if wanted, as after ' +
    'a jam was cleared.',
  example: { gatherMs: 10_000, copies: 4 },
  options: z.strictObject({
    gatherMs: z
      .int()
      .min(1)
      .max(3_600_000)
      .default(10_000)
      .describe('A storm breaks loose each time that this has passed, in milliseconds.'),
    copies: z
      .int()
      .min(0)
      .max(100)
      .default(0)
      .describe('How often each is sent besides once, in the same storm.'),
  }),
  appliesTo: [],
  publish({ message, armedForMs, plan }, { gatherMs, copies }) {
    const restMs = gatherMs - (armedForMs % gatherMs);
    plan.delayMs = Math.max(plan.delayMs, restMs);
    for (let copy = 1; copy <= copies; copy += 1) {
      plan.extras.push({ message, signer: 'provider', afterMs: restMs, copy });
    }
    return true;
  },
});
