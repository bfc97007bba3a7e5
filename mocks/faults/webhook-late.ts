import { z } from 'zod';
import { defineFault } from './fault.ts';

export const webhookLate = defineFault({
  name: 'webhook-late',
  summary: 'Webhooks set out late: what they tell may be outdated when they come.',
  example: { delayMs: 30_000, spreadMs: 0 },
  options: z.strictObject({
    delayMs: z
      .int()
      .min(1)
      .max(86_400_000)
      .default(30_000)
      .describe('Time from the event to its first try, in milliseconds.'),
    spreadMs: z
      .int()
      .min(0)
      .max(86_400_000)
      .default(0)
      .describe('Up to this much more, drawn for each, in milliseconds.'),
  }),
  appliesTo: [],
  publish({ draw, plan }, { delayMs, spreadMs }) {
    plan.delayMs += delayMs + Math.floor(draw * spreadMs);
    return true;
  },
});
