import { exchange } from '../http-exchange.ts';
import { parseJsonObject } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { unreadable, withoutAnswer } from '../provider-answers.ts';
import type { Judgement } from '../provider-answers.ts';
import { createTokenCache } from './paypal-tokens.ts';
import type { PaypalCredentials } from './paypal-tokens.ts';

export interface PaypalCall {
  readonly method: 'GET' | 'POST';
  /** With its leading slash. */
  readonly path: string;
  /** JSON text; null for reads. */
  readonly body: string | null;
  /** Null for reads. */
  readonly key: string | null;
}

export type PaypalReply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Null only with the 204 that acknowledges a void. */
      readonly body: JsonObject | null;
      readonly retryAfterMs: number | null;
    }
  /** Nothing that PayPal can have meant: not sent, no answer, or none that can be read. */
  | { readonly kind: 'none'; readonly judgement: Judgement };

export interface PaypalClient {
  call(call: PaypalCall, signal: AbortSignal): Promise<PaypalReply>;
}

export function createPaypalClient(credentials: PaypalCredentials): PaypalClient {
  const tokens = createTokenCache(credentials);

  const sendWith = (token: string, call: PaypalCall, signal: AbortSignal) => {
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      prefer: 'return=representation',
    };
    if (call.body !== null) headers['content-type'] = 'application/json';
    if (call.key !== null) headers['paypal-request-id'] = call.key;
    const { method, path, body } = call;
    const url = `${credentials.baseUrl}${path}`;
    return exchange({ method, url, headers, body }, signal, credentials);
  };

  return {
    async call(call, signal) {
      for (let isSecond = false; ; isSecond = true) {
        const got = await tokens.get(signal);
        if (got.kind === 'none') return got;
        const result = await sendWith(got.token, call, signal);
        if (result.kind !== 'answer') return { kind: 'none', judgement: withoutAnswer(result) };
        const { status, retryAfterMs } = result;
        if (status === 401) {
          // The gate turned it away, so sending it again with a new token is no second try.
          tokens.invalidate(got.token);
          if (!isSecond) continue;
        }
        const body = parseJsonObject(result.text);
        if (body === null && !(status === 204 && result.text === '')) {
          return { kind: 'none', judgement: { ...unreadable(status), retryAfterMs } };
        }
        return { kind: 'answer', status, body, retryAfterMs };
      }
    },
  };
}
