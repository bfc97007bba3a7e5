import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ProviderEvent, WebhookHeaders, WebhookVerdict } from '../adapter.ts';
import { idAt, objectAt, parseJsonObject, textAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { onlyHeader, refusal, utf8Text } from '../webhook-headers.ts';

/** What Stripe's own libraries allow between signing and now. */
const TOLERANCE_MS = 300_000;

/** docs.stripe.com/webhooks/signature: HMAC-SHA256 over `<t>.<raw body>`, any v1 may match. */
export function verifyStripeWebhook(
  headers: WebhookHeaders,
  rawBody: Uint8Array,
  { webhookSecret, now }: { readonly webhookSecret: string; readonly now: () => number },
): WebhookVerdict {
  const header = onlyHeader(headers, 'stripe-signature');
  if (header === null || header === '') return refusal('unsigned');
  const fields = header.split(',').map((part) => part.trim().split('='));
  const valuesOf = (name: string) =>
    fields.flatMap(([key, value]) => (key === name && value !== undefined ? [value] : []));
  const [timestamp] = valuesOf('t');
  const signatures = valuesOf('v1');
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return refusal('malformed');
  if (signatures.length === 0) return refusal('unsigned');

  const expected = createHmac('sha256', webhookSecret)
    .update(`${timestamp}.`)
    .update(rawBody)
    .digest();
  // Only what was signed is worth a look at its age.
  if (!signatures.some((signature) => isEqual(signature, expected))) {
    return refusal('wrong-signature');
  }
  if (now() - Number(timestamp) * 1000 > TOLERANCE_MS) return refusal('stale');

  const text = utf8Text(rawBody);
  const event = text === null ? null : readEvent(parseJsonObject(text));
  return event === null ? refusal('malformed') : { kind: 'event', event };
}

function isEqual(signature: string, expected: Buffer): boolean {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  return timingSafeEqual(Buffer.from(signature, 'hex'), expected);
}

function readEvent(body: JsonObject | null): ProviderEvent | null {
  const id = idAt(body, 'id');
  const type = textAt(body, 'type');
  if (id === null || type === null || textAt(body, 'object') !== 'event') return null;
  const object = objectAt(objectAt(body, 'data'), 'object');
  const intent =
    textAt(object, 'object') === 'payment_intent'
      ? idAt(object, 'id')
      : idAt(object, 'payment_intent');
  return { id, type, object: intent, order: textAt(objectAt(object, 'metadata'), 'order_id') };
}
