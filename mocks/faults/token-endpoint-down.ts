import { z } from 'zod';
import { assertNever } from '../../harness/core/assert-never.ts';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';

export const tokenEndpointDown = defineFault({
  name: 'token-endpoint-down',
  summary: 'No access token is to be had, while everything else works for whoever still holds one.',
  example: { manner: 'status', status: 503 },
  options: z.strictObject({
    manner: z
      .enum(['status', 'hang', 'reset'])
      .default('status')
      .describe('How it fails: an error status, no answer at all, or a connection reset.'),
    status: z
      .int()
      .min(400)
      .max(599)
      .default(503)
      .describe('The HTTP status; only the manner `status` uses it.'),
  }),
  appliesTo: ['token'],
  needs: 'access-tokens',
  async meet(request, { manner, status }) {
    switch (manner) {
      case 'status':
        return whole(request.errors.status(status));
      case 'hang':
        return { kind: 'hang' };
      case 'reset':
        return { kind: 'reset' };
      default:
        return assertNever(manner);
    }
  },
});
