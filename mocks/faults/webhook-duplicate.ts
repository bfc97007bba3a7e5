import { z } from 'zod';
import { defineFault } from './fault.ts';

export const webhookDuplicate = defineFault({
  name: 'webhook-duplicate',
  summary:
    'Webhooks come several times, with the same id and a good signature, as "at least once" allows.',
  example: { copies: 1, afterMs: 0 },
  options: z.strictObject({
    copies: z.int().min(1).max(100).default(1).describe('How often each is sent besides once.'),
    afterMs: z
      .int()
      .min(0)
      .max(3_600_000)
      .default(0)
      .describe('Time from the message to each copy, in milliseconds; 0: at the same moment.'),
  }),
  appliesTo: [],
  publish({ message, plan }, { copies, afterMs }) {
    for (let copy = 1; copy <= copies; copy += 1) {
      plan.extras.push({ message, signer: 'provider', afterMs, copy });
    }
    return true;
  },
});
