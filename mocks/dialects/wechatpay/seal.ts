import type { Answer } from '../../kernel/answer.ts';
import type { Sealing } from '../../kernel/dialect.ts';
import { headerOf, type GatewayRequest } from '../../kernel/request.ts';
import { localise } from './api-errors.ts';
import { UNSIGNED } from './json-answer.ts';
import { BILL_FILE, isPayerPath, TRANSACTIONS } from './paths.ts';
import type { Platform } from './platform.ts';

const askedBy = (request: GatewayRequest | null): string =>
  (request === null ? undefined : headerOf(request, 'wechatpay-serial')) ?? '';

/**
 * Every answer is signed but downloads of bills and what is told to strangers. Transactions leave
 * the request id out of a 401, the other APIs don't; both were seen in the wild.
 */
export function seal(platform: Platform, answer: Answer, sealing: Sealing): Answer {
  const { request, exchange, nowMs, signer } = sealing;
  const path = request?.path ?? '';
  if (isPayerPath(path)) return answer;
  const { [UNSIGNED]: mark, ...own } = answer.headers;
  const isPlain = mark !== undefined || path === BILL_FILE;
  const said = localise(
    answer,
    request === null ? undefined : headerOf(request, 'accept-language'),
  );
  const isNameless = mark !== undefined && path.startsWith(TRANSACTIONS);
  return {
    ...said,
    headers: {
      ...(isNameless ? {} : { 'Request-ID': exchange }),
      'cache-control': 'no-cache, must-revalidate',
      'x-content-type-options': 'nosniff',
      ...(isPlain ? {} : platform.signatureHeaders(said.body, nowMs, signer, askedBy(request))),
      ...own,
    },
  };
}
