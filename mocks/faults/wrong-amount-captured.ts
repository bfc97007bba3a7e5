import { z } from 'zod';
import { defineFault } from './fault.ts';

export const wrongAmountCaptured = defineFault({
  name: 'wrong-amount-captured',
  summary:
    'The provider takes another amount than it says. Answers, queries and webhooks show what was ' +
    'asked for; the ledger, and so the settlement, shows what was taken.',
  example: { deltaMinor: 100 },
  options: z.strictObject({
    deltaMinor: z
      .int()
      .min(-100_000_000)
      .max(100_000_000)
      .refine((delta) => delta !== 0, 'must not be 0')
      .default(100)
      .describe('How much more it takes; negative: less, at least 1 is taken. Minor units.'),
  }),
  appliesTo: ['confirm', 'capture'],
  meet(request, { deltaMinor }) {
    request.overrides.capturedDeltaMinor = deltaMinor;
    return request.proceed();
  },
});
