import { z } from 'zod';
import { defineFault } from './fault.ts';
import { LASTING_OPERATIONS } from './operations.ts';

export const processedThenLost = defineFault({
  name: 'processed-then-lost',
  summary: 'The request takes effect, money moves, and its answer never arrives.',
  example: { by: 'reset' },
  options: z.strictObject({
    by: z
      .enum(['reset', 'hang'])
      .default('reset')
      .describe('What the client sees instead: a connection reset, or nothing until it gives up.'),
  }),
  appliesTo: LASTING_OPERATIONS,
  async meet(request, { by }) {
    await request.proceed();
    return { kind: by };
  },
});
