import { drillError } from '../errors.ts';
import { sendByHttp } from './send-by-http.ts';
import type { Answered, SendRequest } from './send-request.ts';
import { msOf, sendWithin, type Bound } from './send-within.ts';

/**
 * A GET to the target. Reading its body still counts against the bound.
 *
 * @throws PaydrillError DRILL_TARGET_SILENT
 */
export async function askTarget(
  targetUrl: string,
  path: string,
  bound: Bound,
  send: SendRequest = sendByHttp,
): Promise<Answered> {
  try {
    return await sendWithin(bound, send, `${targetUrl}${path}`);
  } catch (cause) {
    const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const reason = why instanceof Error ? why.message : String(why);
    const operation = `GET ${path}`;
    throw drillError(
      'DRILL_TARGET_SILENT',
      { operation, deadlineMs: msOf(bound), reason },
      { cause },
    );
  }
}
