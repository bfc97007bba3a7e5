import { drillError } from '../errors.ts';
import { sendByHttp } from './send-by-http.ts';
import { type Answered, type SendRequest } from './send-request.ts';

/**
 * A GET to the target. Reading its body still counts against the deadline.
 *
 * @throws PaydrillError DRILL_TARGET_SILENT
 */
export async function askTarget(
  targetUrl: string,
  path: string,
  deadlineMs: number,
  send: SendRequest = sendByHttp,
): Promise<Answered> {
  try {
    return await send(`${targetUrl}${path}`, { signal: AbortSignal.timeout(deadlineMs) });
  } catch (cause) {
    const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const reason = why instanceof Error ? why.message : String(why);
    const operation = `GET ${path}`;
    throw drillError('DRILL_TARGET_SILENT', { operation, deadlineMs, reason }, { cause });
  }
}
