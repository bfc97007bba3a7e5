import { z } from 'zod';
import { assertNever } from '../../harness/core/assert-never.ts';
import { whole, type Delivery } from '../kernel/answer.ts';
import type { FaultedRequest } from './fault.ts';

// How an endpoint is out of order; shared by the faults that differ in when it is.

export const breakdown = {
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
};

export interface Breakdown {
  readonly manner: 'status' | 'hang' | 'reset';
  readonly status: number;
}

/** Nothing takes effect. */
export function breakDown(request: FaultedRequest, { manner, status }: Breakdown): Delivery {
  switch (manner) {
    case 'status':
      return whole(request.errors.status(status));
    case 'hang':
    case 'reset':
      return { kind: manner };
    default:
      return assertNever(manner);
  }
}
