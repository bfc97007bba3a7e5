import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { LASTING_OPERATIONS } from './operations.ts';
import { retryAfterSeconds } from './option-schemas.ts';

export const processedThenRateLimited = defineFault({
  name: 'processed-then-rate-limited',
  summary:
    'The request takes effect, money moves, and its answer is a 429: the one status that most ' +
    'clients take for "not processed". WeChat Pay says of its refunds that this can happen.',
  example: { retryAfterSeconds: 1 },
  options: z.strictObject({
    retryAfterSeconds: retryAfterSeconds()
      .default(1)
      .describe('What the Retry-After header asks for, in seconds.'),
  }),
  appliesTo: LASTING_OPERATIONS,
  async meet(request, options) {
    await request.proceed();
    return whole(request.errors.rateLimited(options.retryAfterSeconds));
  },
});
