import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { LASTING_OPERATIONS } from './operations.ts';

export const keyConflict = defineFault({
  name: 'key-conflict',
  summary:
    'The provider says that another request holds the idempotency key, though none does. Nothing ' +
    'takes effect; a client that goes on with another key pays for a race that never was. Requests ' +
    'without a key pass.',
  example: {},
  options: z.strictObject({}),
  appliesTo: LASTING_OPERATIONS,
  needs: 'idempotency-keys',
  async meet(request) {
    const answer = request.keyInUse();
    return answer === null ? request.proceed() : whole(answer);
  },
});
