import { assertNever } from '../../../harness/core/assert-never.ts';
import type { ProviderErrors } from '../../faults/fault.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { RequestProblem } from '../../kernel/dialect.ts';
import type { IdSource } from '../../kernel/id-source.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { pspReference } from './ids.ts';
import { json } from './json-answer.ts';
import { PROBLEMS, type ErrorType, type Problem, type ProblemRow } from './problems.ts';

export interface ApiErrors extends ProviderErrors {
  /** @param message instead of the problem's usual one */
  problem(problem: Problem, message?: string, headers?: Readonly<Record<string, string>>): Answer;
  /** The same, to be thrown by a handler: nothing was carried out. */
  refusal(problem: Problem, message?: string): Refusal;
  refuse(problem: RequestProblem): Answer;
}

/** What Adyen says to a caller who may repeat the request with the same key. */
export const TRANSIENT = { 'transient-error': 'true' };

export function createApiErrors(ids: IdSource): ApiErrors {
  const answer = (
    { status, errorCode, errorType, message }: ProblemRow,
    headers: Readonly<Record<string, string>> = {},
  ): Answer => {
    const body = { status, errorCode, message, errorType };
    // A request that was not let in has no reference.
    if (status === 401) return json(status, body, headers);
    const reference = pspReference(ids);
    return json(
      status,
      { ...body, pspReference: reference },
      { pspreference: reference, ...headers },
    );
  };

  const problem = (
    name: Problem,
    message: string = PROBLEMS[name].message,
    headers?: Readonly<Record<string, string>>,
  ): Answer => answer({ ...PROBLEMS[name], message }, headers);

  const retryAfter = (seconds: number) => ({ 'retry-after': String(seconds) });

  return {
    problem,
    refusal: (name, message) => new Refusal(problem(name, message), { isExecuted: false }),
    status: (status) => answer(rowOfStatus(status)),
    rateLimited: (seconds) =>
      problem('rate-limited', undefined, { ...retryAfter(seconds), ...TRANSIENT }),
    maintenance: (seconds) => answer(rowOfStatus(503), { ...retryAfter(seconds), ...TRANSIENT }),
    refuse(refused) {
      switch (refused.kind) {
        case 'unknown-route':
          return problem('not-found');
        case 'malformed-body':
          return problem('unreadable-body');
        case 'content-type':
          return problem('unsupported-media-type');
        case 'too-large':
          return problem('too-large');
        case 'malformed-request':
          return problem('unreadable-body', 'HTTP Status Response - Bad Request');
        case 'bad-fault-header':
          return problem('bad-fault-header', refused.reason);
        case 'crashed':
          return problem('internal');
        default:
          return assertNever(refused);
      }
    },
  };
}

const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function rowOfStatus(status: number): ProblemRow {
  const isInternal = status >= 500;
  const errorType: ErrorType = isInternal
    ? 'internal'
    : status === 401 || status === 403
      ? 'security'
      : 'validation';
  return {
    status,
    errorCode: isInternal ? '903' : '000',
    errorType,
    message: `HTTP Status Response - ${PHRASES[status] ?? 'Error'}`,
  };
}
