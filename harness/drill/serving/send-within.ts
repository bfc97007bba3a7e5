import type { Answered, RequestToSend, SendRequest } from './send-request.ts';

/**
 * How long an answer may take: as a whole, or until its next piece comes. The second is for what grows
 * with the run: honest work may take its time, silence may not.
 */
export type Bound = { readonly deadlineMs: number } | { readonly silenceMs: number };

export const msOf = (bound: Bound): number =>
  'deadlineMs' in bound ? bound.deadlineMs : bound.silenceMs;

/** Sends, and ends answer and body with an error when the bound is crossed. */
export async function sendWithin(
  bound: Bound,
  send: SendRequest,
  url: string,
  request: Omit<RequestToSend, 'signal'> = {},
): Promise<Answered> {
  if ('deadlineMs' in bound) {
    return send(url, { ...request, signal: AbortSignal.timeout(bound.deadlineMs) });
  }
  const silence = createSilence(bound.silenceMs);
  try {
    const answer = await send(url, { ...request, signal: silence.signal });
    silence.restart();
    return {
      ...answer,
      body: async (take) => {
        try {
          await answer.body((chunk) => {
            silence.restart();
            take(chunk);
          });
        } finally {
          silence.end();
        }
      },
    };
  } catch (error) {
    silence.end();
    throw error;
  }
}

function createSilence(silenceMs: number) {
  const over = new AbortController();
  const begin = () =>
    setTimeout(() => over.abort(new Error(`nothing came for ${silenceMs} ms`)), silenceMs);
  let timer = begin();
  return {
    signal: over.signal,
    restart: (): void => {
      clearTimeout(timer);
      timer = begin();
    },
    end: (): void => clearTimeout(timer),
  };
}
