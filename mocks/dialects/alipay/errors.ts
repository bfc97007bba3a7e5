import { assertNever } from '../../../harness/core/assert-never.ts';
import type { ProviderErrors } from '../../faults/fault.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { RequestProblem } from '../../kernel/dialect.ts';
import type { FailureName } from './failures.ts';
import { failure } from './reply.ts';
import { isRestPath } from './routes.ts';

/** Alipay's words for technical failures. A frequency limit is HTTP 200 in v2, with code 40005. */
export const ERRORS: ProviderErrors = {
  status: (status) => failure(nameOf(status), { status }),
  rateLimited: (seconds) =>
    failure('isv.app-call-limited', { headers: { 'retry-after': String(seconds) } }),
  maintenance: (seconds) =>
    failure('aop.unknow-error', { status: 503, headers: { 'retry-after': String(seconds) } }),
};

function nameOf(status: number): FailureName {
  if (status >= 500) return 'isp.unknow-error';
  if (status === 429) return 'isv.app-call-limited';
  return status === 404 ? 'isv.resource-not-found' : 'isv.invalid-parameter';
}

export function refuse(problem: RequestProblem): Answer {
  switch (problem.kind) {
    case 'unknown-route':
      return failure(
        isRestPath(problem.path) ? 'isv.invalid-http-method' : 'isv.resource-not-found',
      );
    case 'malformed-body':
      return failure('isv.illegal-json');
    case 'content-type':
      return failure('isv.invalid-content-type', { detail: problem.got });
    case 'too-large':
      return failure('isv.invalid-parameter', { detail: `> ${problem.limitBytes} bytes` });
    case 'malformed-request':
      return failure('isv.invalid-parameter', { detail: problem.reason });
    case 'bad-fault-header':
      return failure('isv.invalid-parameter', { detail: `paydrill-fault: ${problem.reason}` });
    case 'crashed':
      return failure('aop.unknow-error');
    default:
      return assertNever(problem);
  }
}
