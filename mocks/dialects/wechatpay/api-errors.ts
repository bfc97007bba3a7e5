import { assertNever } from '../../../harness/core/assert-never.ts';
import type { ProviderErrors } from '../../faults/fault.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { RequestProblem } from '../../kernel/dialect.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { ERROR_CODES, isErrorCode, type ErrorCode } from './error-codes.ts';
import { json, unsigned } from './json-answer.ts';

/** An error as WeChat Pay answers it. */
export function errorAnswer(code: ErrorCode, message?: string, detail?: object): Answer {
  const { status, zh } = ERROR_CODES[code];
  return json(status, {
    code,
    message: message ?? zh,
    ...(detail === undefined ? {} : { detail }),
  });
}

/** The same, to be thrown by a handler: nothing was carried out. */
export const refusal = (code: ErrorCode, message?: string, detail?: object): Refusal =>
  new Refusal(errorAnswer(code, message, detail), { isExecuted: false });

/** What a handler may throw, as an answer. */
export function answering(make: () => Answer): Answer {
  try {
    return make();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'SIGN_ERROR',
  403: 'NO_AUTH',
  404: 'RESOURCE_NOT_EXISTS',
  429: 'RATELIMIT_EXCEEDED',
  502: 'SERVICE_UNAVAILABLE',
  503: 'SERVICE_UNAVAILABLE',
  504: 'SERVICE_UNAVAILABLE',
};

function withStatus(status: number, retryAfterSeconds?: number, chosen?: ErrorCode): Answer {
  const general = status < 500 ? 'INVALID_REQUEST' : 'SYSTEM_ERROR';
  const answer = errorAnswer(chosen ?? CODE_OF_STATUS[status] ?? general);
  const headers =
    retryAfterSeconds === undefined
      ? answer.headers
      : { ...answer.headers, 'retry-after': String(retryAfterSeconds) };
  return { ...answer, status, headers };
}

export const technicalErrors: ProviderErrors = {
  status: (status) => withStatus(status),
  // The pages of the APIs call it by this name, the page on HTTP statuses by another.
  rateLimited: (seconds) => withStatus(429, seconds, 'FREQUENCY_LIMITED'),
  maintenance: (seconds) => withStatus(503, seconds),
};

const nothing = (status: number): Answer => unsigned({ status, headers: {}, body: '' });

/** @param isPath whether some method is allowed there: then it is 405 and not 404 */
export function refuse(problem: RequestProblem, isPath: (path: string) => boolean): Answer {
  switch (problem.kind) {
    case 'unknown-route':
      return nothing(isPath(problem.path) ? 405 : 404);
    case 'malformed-body':
      return errorAnswer('PARAM_ERROR', '请求体不是合法的JSON', {
        location: 'body',
        issue: '请求体不是合法的JSON',
      });
    case 'content-type':
      return errorAnswer('INVALID_REQUEST', 'Http头Content-Type必须为application/json');
    case 'too-large':
      return unsigned({ ...errorAnswer('INVALID_REQUEST', '请求体过大'), status: 413 });
    case 'malformed-request':
      return unsigned(errorAnswer('INVALID_REQUEST', `HTTP请求不合法：${problem.reason}`));
    case 'bad-fault-header':
      return errorAnswer('PARAM_ERROR', problem.reason, {
        field: 'paydrill-fault',
        location: 'header',
        issue: problem.reason,
      });
    case 'crashed':
      return errorAnswer('SYSTEM_ERROR');
    default:
      return assertNever(problem);
  }
}

/** Words an error in English for those who ask for it. */
export function localise(answer: Answer, acceptLanguage: string | undefined): Answer {
  if (answer.status < 202 || answer.body === '') return answer;
  if (acceptLanguage?.toLowerCase().startsWith('en') !== true) return answer;
  const error = parseError(answer.body);
  if (error === null) return answer;
  return { ...answer, body: JSON.stringify({ ...error, message: ERROR_CODES[error.code].en }) };
}

function parseError(body: string): { readonly code: ErrorCode } | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('code' in parsed)) return null;
    const { code } = parsed;
    return typeof code === 'string' && isErrorCode(code) ? { ...parsed, code } : null;
  } catch {
    return null;
  }
}
