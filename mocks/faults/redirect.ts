import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const redirect = defineFault({
  name: 'redirect',
  summary:
    'A redirect instead of an answer; by default to the same address, for ever. Clients that follow ' +
    'it may turn a POST into a GET or lose their credentials. The request takes no effect.',
  example: { status: 307, location: '' },
  options: z.strictObject({
    status: z
      .literal([301, 302, 303, 307, 308])
      .default(307)
      .describe('The HTTP status: 301, 302, 303, 307 or 308.'),
    location: z
      .string()
      .max(2000)
      .regex(/^[\u0021-\u007e]*$/, 'must be a path or URL without blanks')
      .default('')
      .describe('A path or URL; empty: where the request went.'),
  }),
  appliesTo: EVERY_OPERATION,
  meet: (request, { status, location }) =>
    Promise.resolve(
      whole({
        status,
        headers: { location: location === '' ? request.target : location },
        body: '',
        // A load balancer speaks, not the provider.
        finish: 'sealed',
      }),
    ),
});
