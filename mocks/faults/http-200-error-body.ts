import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const http200ErrorBody = defineFault({
  name: 'http-200-error-body',
  summary:
    'Status 200, and in the body the error of the provider. Who looks at the status alone takes it ' +
    'for success; the request takes no effect.',
  example: { error: 500 },
  options: z.strictObject({
    error: z
      .int()
      .min(400)
      .max(599)
      .default(500)
      .describe('The HTTP status that the body would belong to.'),
  }),
  appliesTo: EVERY_OPERATION,
  meet: (request, { error }) =>
    Promise.resolve(whole({ ...request.seal(request.errors.status(error)), status: 200 })),
});
