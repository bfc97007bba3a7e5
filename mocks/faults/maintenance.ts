import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { retryAfterSeconds } from './option-schemas.ts';

export const maintenance = defineFault({
  name: 'maintenance',
  summary: '503 with Retry-After, as providers announce maintenance. The request takes no effect.',
  example: { retryAfterSeconds: 60 },
  options: z.strictObject({
    retryAfterSeconds: retryAfterSeconds()
      .default(30)
      .describe('What the Retry-After header asks for, in seconds.'),
  }),
  appliesTo: EVERY_OPERATION,
  meet: (request, options) =>
    Promise.resolve(whole(request.errors.maintenance(options.retryAfterSeconds))),
});
