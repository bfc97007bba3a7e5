import type { ProviderEvent, WebhookHeaders, WebhookVerdict } from '../adapter.ts';
import { idAt, objectAt, objectsAt, parseJsonObject, textAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { onlyHeader, refusal, utf8Text } from '../webhook-headers.ts';
import type { PaypalClient } from './paypal-client.ts';

/** PayPal tries for three days, with the transmission time of the first try. */
const MAX_AGE_MS = 3 * 24 * 60 * 60 * 1000;

/** A webhook has no deadline of its own, so the check brings one. */
const VERIFY_TIMEOUT_MS = 10_000;

/** The headers of a signed webhook, and what the verification calls them. */
const SIGNATURE_FIELDS = [
  ['auth_algo', 'paypal-auth-algo'],
  ['cert_url', 'paypal-cert-url'],
  ['transmission_id', 'paypal-transmission-id'],
  ['transmission_sig', 'paypal-transmission-sig'],
  ['transmission_time', 'paypal-transmission-time'],
] as const;

/**
 * Asks PayPal itself (POST /v1/notifications/verify-webhook-signature). Anything but its SUCCESS is
 * a refusal, also when it can't be asked: the webhook then comes again.
 */
export async function verifyPaypalWebhook(
  headers: WebhookHeaders,
  rawBody: Uint8Array,
  settings: {
    readonly client: PaypalClient;
    readonly webhookId: string;
    readonly now: () => number;
  },
): Promise<WebhookVerdict> {
  const signature = new Map<string, string>();
  for (const [field, header] of SIGNATURE_FIELDS) {
    const value = onlyHeader(headers, header);
    if (value === null || value === '') return refusal('unsigned');
    signature.set(field, value);
  }
  const text = utf8Text(rawBody);
  const event = text === null ? null : readEvent(parseJsonObject(text));
  const sentAt = Date.parse(signature.get('transmission_time') ?? '');
  if (text === null || event === null || Number.isNaN(sentAt)) return refusal('malformed');
  if (settings.now() - sentAt > MAX_AGE_MS) return refusal('stale');

  const fields = JSON.stringify({
    ...Object.fromEntries(signature),
    webhook_id: settings.webhookId,
  });
  const reply = await settings.client.call(
    {
      method: 'POST',
      path: '/v1/notifications/verify-webhook-signature',
      // The event goes in as it came: the signature is over its bytes, not over its meaning.
      body: `${fields.slice(0, -1)},"webhook_event":${text}}`,
      key: null,
    },
    AbortSignal.timeout(VERIFY_TIMEOUT_MS),
  );
  const status = reply.kind === 'answer' ? textAt(reply.body, 'verification_status') : null;
  if (reply.kind === 'answer' && reply.status === 200 && status === 'SUCCESS') {
    return { kind: 'event', event };
  }
  return refusal(status === 'FAILURE' ? 'wrong-signature' : 'unverified');
}

function readEvent(body: JsonObject | null): ProviderEvent | null {
  const id = idAt(body, 'id');
  const type = textAt(body, 'event_type');
  if (id === null || type === null) return null;
  const resource = objectAt(body, 'resource');
  const [unit = null] = objectsAt(resource, 'purchase_units') ?? [];
  const related = objectAt(objectAt(resource, 'supplementary_data'), 'related_ids');
  return {
    id,
    type,
    object: type.startsWith('CHECKOUT.ORDER.') ? idAt(resource, 'id') : idAt(related, 'order_id'),
    order: textAt(resource, 'custom_id') ?? textAt(unit, 'custom_id'),
  };
}
