import { isUtf8 } from 'node:buffer';
import type { WebhookHeaders, WebhookVerdict } from './adapter.ts';

/** A header that came once. Two of them are as good as none: which one was signed? */
export function onlyHeader(headers: WebhookHeaders, name: string): string | null {
  const value = headers[name];
  if (typeof value === 'string') return value;
  return value?.length === 1 ? (value[0] ?? null) : null;
}

type Refusal = Extract<WebhookVerdict, { kind: 'refused' }>['reason'];

export const refusal = (reason: Refusal): WebhookVerdict => ({ kind: 'refused', reason });

/** The body as text, null when it is no UTF-8: signatures are over exactly these bytes. */
export function utf8Text(rawBody: Uint8Array): string | null {
  if (!isUtf8(rawBody)) return null;
  const { buffer, byteOffset, byteLength } = rawBody;
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}
