import { z } from 'zod';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { waitMs } from './option-schemas.ts';

export const slowDegradation = defineFault({
  name: 'slow-degradation',
  summary:
    'Requests wait before they take effect, and the longer the fault lasts the longer they wait: ' +
    'no single moment at which it breaks.',
  example: { startMs: 0, growthMs: 100, capMs: 10_000 },
  options: z.strictObject({
    startMs: waitMs().default(0).describe('The wait at the beginning, in milliseconds.'),
    growthMs: waitMs()
      .default(100)
      .describe('How much it grows in each second that the fault lasts, in milliseconds.'),
    capMs: waitMs().default(10_000).describe('It does not grow beyond this, in milliseconds.'),
  }),
  appliesTo: EVERY_OPERATION,
  holdsObject: true,
  needsArming: true,
  async meet(request, { startMs, growthMs, capMs }) {
    const grownMs = startMs + Math.round((growthMs * request.armedForMs) / 1000);
    await request.clock.sleep(Math.min(grownMs, capMs));
    return request.proceed();
  },
});
