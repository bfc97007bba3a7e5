import { textOf } from './send-request.ts';
import { sendByHttp } from './send-by-http.ts';

/** The status that is answered to GET within the time; null when there is no answer. */
export async function statusOf(url: string, deadlineMs: number): Promise<number | null> {
  try {
    const { status, body } = await sendByHttp(url, { signal: AbortSignal.timeout(deadlineMs) });
    // Read only to have it out of the way: what came of it does not change the status.
    await textOf(body).catch(() => undefined);
    return status;
  } catch {
    return null;
  }
}
