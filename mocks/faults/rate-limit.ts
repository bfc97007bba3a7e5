import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { retryAfterSeconds } from './option-schemas.ts';

export const rateLimit = defineFault({
  name: 'rate-limit',
  summary: '429 with Retry-After. The request takes no effect.',
  example: { retryAfterSeconds: 2 },
  options: z.strictObject({
    retryAfterSeconds: retryAfterSeconds()
      .default(1)
      .describe('What the Retry-After header asks for, in seconds.'),
  }),
  appliesTo: EVERY_OPERATION,
  meet: (request, options) =>
    Promise.resolve(whole(request.errors.rateLimited(options.retryAfterSeconds))),
});
