import { exchange } from '../http-exchange.ts';
import type { ExchangeDependencies } from '../http-exchange.ts';
import { parseJsonObject } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { unreadable, withoutAnswer } from '../provider-answers.ts';
import type { Judgement } from '../provider-answers.ts';
import { encodeForm } from './stripe-requests.ts';
import type { Form } from './stripe-requests.ts';

export interface StripeSettings extends ExchangeDependencies {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
}

export interface StripeCall {
  readonly method: 'GET' | 'POST';
  /** Below /v1/. */
  readonly path: string;
  readonly form: Form;
  /** Null for reads. */
  readonly key: string | null;
}

export type StripeReply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: JsonObject;
      readonly retryAfterMs: number | null;
    }
  /** Nothing that Stripe can have meant: no answer, or none that can be read. */
  | { readonly kind: 'none'; readonly judgement: Judgement };

/** The version whose shapes are read here; an account's own default may be another. */
const STRIPE_VERSION = '2026-10-28.endive';

export async function callStripe(
  call: StripeCall,
  signal: AbortSignal,
  settings: StripeSettings,
): Promise<StripeReply> {
  const form = encodeForm(call.form);
  const isRead = call.method === 'GET';
  const headers: Record<string, string> = {
    authorization: `Bearer ${settings.secretKey}`,
    'stripe-version': STRIPE_VERSION,
    accept: 'application/json',
  };
  if (!isRead) headers['content-type'] = 'application/x-www-form-urlencoded';
  if (call.key !== null) headers['idempotency-key'] = call.key;
  const url = `${settings.baseUrl}/v1/${call.path}${isRead && form !== '' ? `?${form}` : ''}`;
  const request = { method: call.method, url, headers, body: isRead ? null : form };
  const result = await exchange(request, signal, settings);
  if (result.kind !== 'answer') return { kind: 'none', judgement: withoutAnswer(result) };
  const { status, retryAfterMs } = result;
  const body = parseJsonObject(result.text);
  if (body !== null) return { kind: 'answer', status, body, retryAfterMs };
  return { kind: 'none', judgement: { ...unreadable(status), retryAfterMs } };
}
