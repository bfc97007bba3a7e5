/**
 * A body is pushed, piece by piece, to whoever reads it, and is gone when they return. Pieces that wait
 * in a queue outlive the quick collections of garbage, and pile up until the next full one: the events of
 * a large run are a hundred megabytes of them.
 */
export type Body = (take: (chunk: Uint8Array) => void) => Promise<void>;

export interface RequestToSend {
  /** GET by default. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the answer and its body, too: one that stops halfway is noticed. */
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly isOk: boolean;
  /** To be read once, also where nobody wants it: until then the connection is taken. */
  readonly body: Body;
}

/** Rejects when nothing answers, and with the signal's reason when that is aborted. */
export type SendRequest = (url: string, request: RequestToSend) => Promise<Answered>;

export async function textOf(body: Body): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  await body((chunk) => {
    text += decoder.decode(chunk, { stream: true });
  });
  return text + decoder.decode();
}
