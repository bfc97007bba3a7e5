import { textOf } from '../../drill/serving/send-request.ts';
import { liveError } from '../errors.ts';
import { sendByHttp } from '../../drill/serving/send-by-http.ts';

export interface Question {
  /** For people: `to add the fault slow`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Statuses that are as good as success: 404 when something is removed. */
  readonly accepted?: readonly number[];
}

/**
 * One request to Toxiproxy's API. Unlike toxiproxy-node-client it has a deadline, escapes nothing
 * away, uses PATCH (POST is deprecated) and keeps the server's error text.
 */
export async function askToxiproxy(url: string, question: Question): Promise<unknown> {
  const { operation, deadlineMs, signal } = question;
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const answer = await sendByHttp(new URL(question.path, url).href, {
      method: question.method,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      ...(question.body === undefined ? {} : { body: JSON.stringify(question.body) }),
    });
    const text = await textOf(answer.body);
    if (answer.isOk) return text === '' ? null : JSON.parse(text);
    if (question.accepted?.includes(answer.status) === true) return null;
    const details = { operation, status: answer.status, text: errorText(text) };
    throw liveError('LIVE_TOXIPROXY_REFUSED', details);
  } catch (error) {
    signal?.throwIfAborted();
    throw asSilence(error, operation, deadlineMs);
  }
}

/** What is not an answer is silence: a deadline, a refused connection. */
export function asSilence(error: unknown, operation: string, deadlineMs: number): unknown {
  if (error instanceof Error && error.name === 'PaydrillError') return error;
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return liveError('LIVE_TOXIPROXY_SILENT', { operation, deadlineMs, reason }, { cause: error });
}

/** Errors are JSON, though they are served as plain text. */
function errorText(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'error' in body) return String(body.error);
  } catch {
    // Not JSON (a 403 or a timeout inside the server): shown as it is.
  }
  return text.trim() === '' ? '(no text)' : text.trim();
}
