import { z } from 'zod';
import { defineFault } from './fault.ts';
import { LASTING_OPERATIONS } from './operations.ts';

export const idempotencyStoreLost = defineFault({
  name: 'idempotency-store-lost',
  summary:
    'The provider loses every idempotency key that it has seen. A retry with its former key is a ' +
    'new request: money may move a second time. It meets the requests whose key was lost.',
  example: {},
  options: z.strictObject({}),
  appliesTo: LASTING_OPERATIONS,
  needs: 'kept-answers',
  isGatewayWide: true,
  isDoneOnceArmed: true,
  concerns: (request) => request.isKeyForgotten,
  meet: (request) => request.proceed(),
  onArmed: (gateway) => gateway.forgetKeys(),
});
