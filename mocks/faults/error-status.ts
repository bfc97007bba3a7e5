import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const errorStatus = defineFault({
  name: 'error-status',
  summary:
    'An error status with a body in the shape of the provider. The request takes no effect, but ' +
    'a client has no way to know that of a 5xx.',
  example: { status: 503 },
  options: z.strictObject({
    status: z.int().min(400).max(599).default(500).describe('The HTTP status.'),
  }),
  appliesTo: EVERY_OPERATION,
  meet: (request, { status }) => Promise.resolve(whole(request.errors.status(status))),
});
