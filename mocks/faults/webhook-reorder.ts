import { z } from 'zod';
import { defineFault } from './fault.ts';

export const webhookReorder = defineFault({
  name: 'webhook-reorder',
  summary:
    'A webhook waits until a later one of the same order has been sent: "refunded" comes before ' +
    '"paid". One that nothing follows comes late.',
  example: { withinMs: 10_000 },
  options: z.strictObject({
    withinMs: z
      .int()
      .min(1)
      .max(3_600_000)
      .default(10_000)
      .describe('The longest it waits for a later one, in milliseconds.'),
  }),
  appliesTo: [],
  publish({ plan }, { withinMs }) {
    plan.overtakenWithinMs = withinMs;
    return true;
  },
});
