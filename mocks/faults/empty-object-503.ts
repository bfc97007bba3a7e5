import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const emptyObject503 = defineFault({
  name: 'empty-object-503',
  summary:
    'An error status with `{}` for a body. Some SDKs take a body without an error for an answer and ' +
    'hand out an empty object. Whether the request took effect is an option.',
  example: { status: 503, takesEffect: false },
  options: z.strictObject({
    status: z.int().min(400).max(599).default(503).describe('The HTTP status.'),
    takesEffect: z
      .boolean()
      .default(false)
      .describe('Whether the request is handled: money moves.'),
  }),
  appliesTo: EVERY_OPERATION,
  async meet(request, { status, takesEffect }) {
    if (takesEffect) await request.proceed();
    return whole({ status, headers: { 'content-type': 'application/json' }, body: '{}' });
  },
});
