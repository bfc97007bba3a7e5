import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { LASTING_OPERATIONS } from './operations.ts';

export const processedThen500 = defineFault({
  name: 'processed-then-500',
  summary: 'The request takes effect, money moves, and its answer is a server error.',
  example: { status: 500 },
  options: z.strictObject({
    status: z.int().min(500).max(599).default(500).describe('The HTTP status.'),
  }),
  appliesTo: LASTING_OPERATIONS,
  async meet(request, { status }) {
    await request.proceed();
    return whole(request.errors.status(status));
  },
});
