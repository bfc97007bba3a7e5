import type { ProviderErrors } from '../../faults/fault.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { RequestProblem } from '../../kernel/dialect.ts';
import { assertNever } from '../../../harness/core/assert-never.ts';
import { errorAnswer, type ErrorBody } from './api-errors.ts';

/** Technical failures as faults ask for them. */
export const stripeErrors: ProviderErrors = {
  status: (status) => {
    const error = ERRORS[status] ?? (status >= 500 ? SOMETHING_WRONG : BAD_REQUEST);
    // A repetition would only get the kept 500 again, so Stripe tells its SDKs not to try.
    return errorAnswer(status, error, status === 500 ? { 'stripe-should-retry': 'false' } : {});
  },
  rateLimited: (retryAfterSeconds) =>
    errorAnswer(429, RATE_LIMITED, { 'retry-after': String(retryAfterSeconds) }),
  maintenance: (retryAfterSeconds) =>
    errorAnswer(
      503,
      {
        type: 'api_error',
        message: 'Stripe is down for maintenance. Please try again later.',
      },
      { 'retry-after': String(retryAfterSeconds) },
    ),
};

const RATE_LIMITED: ErrorBody = {
  type: 'invalid_request_error',
  code: 'rate_limit',
  message:
    'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
};
const BAD_REQUEST: ErrorBody = { type: 'invalid_request_error', message: 'Invalid request.' };
const SOMETHING_WRONG: ErrorBody = {
  type: 'api_error',
  message:
    "Sorry! There was an error while talking to one of our backends. We've been notified of the " +
    'problem.',
};
const ERRORS: Readonly<Record<number, ErrorBody>> = {
  401: { type: 'invalid_request_error', message: 'Invalid API Key provided.' },
  403: { type: 'invalid_request_error', message: 'This API key does not have access.' },
  404: {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: 'No such object.',
  },
  409: {
    type: 'invalid_request_error',
    code: 'idempotency_key_in_use',
    message:
      'There is currently another in-progress request using this Idempotent Key. Please try again ' +
      'later.',
  },
  424: {
    type: 'api_error',
    message:
      'The request could not be completed due to a failure in a dependency external to Stripe.',
  },
  429: RATE_LIMITED,
};

/** What never reaches a handler. */
export function refuseRequest(problem: RequestProblem): Answer {
  const invalid = (status: number, message: string): Answer =>
    errorAnswer(status, { type: 'invalid_request_error', message });
  switch (problem.kind) {
    case 'unknown-route':
      return invalid(
        404,
        `Unrecognized request URL (${problem.method}: ${problem.path}). Please see ` +
          'https://stripe.com/docs or we can help at https://support.stripe.com/.',
      );
    case 'malformed-body':
      return invalid(400, `Invalid request: the parameters could not be read (${problem.reason}).`);
    case 'content-type':
      return invalid(
        400,
        'Invalid request (check that your POST content type is application/x-www-form-urlencoded). ' +
          'If you have any questions, we can help at https://support.stripe.com/.',
      );
    case 'too-large':
      return invalid(413, `Request too large: at most ${problem.limitBytes} bytes are read.`);
    case 'malformed-request':
      return invalid(400, `Invalid request (${problem.reason}).`);
    case 'bad-fault-header':
      return invalid(400, `Invalid header paydrill-fault: ${problem.reason}`);
    case 'crashed':
      return errorAnswer(500, SOMETHING_WRONG);
    default:
      return assertNever(problem);
  }
}
