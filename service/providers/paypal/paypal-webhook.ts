import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ProviderEvent, WebhookHeaders, WebhookVerdict } from '../adapter.ts';
import { idAt, objectAt, objectsAt, parseJsonObject, textAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { onlyHeader, refusal, utf8Text } from '../webhook-headers.ts';
import { certificatePath } from './paypal-certificates.ts';
import type { Certificates } from './paypal-certificates.ts';

/** PayPal tries for three days, with the transmission time of the first try. */
const MAX_AGE_MS = 3 * 24 * 60 * 60 * 1000;

/** The only algorithm that PayPal documents. */
const ALGORITHM = 'SHA256withRSA';

interface Transmission {
  readonly id: string;
  readonly time: string;
  readonly algorithm: string;
  readonly certificateUrl: string;
  readonly signature: string;
}

/**
 * Checks the signature here, as PayPal documents it (developer.paypal.com/api/rest/webhooks/rest,
 * "Self verification"), with a certificate that is fetched once: asking PayPal about each webhook
 * would cost a call each, and none could be trusted while PayPal is down.
 */
export async function verifyPaypalWebhook(
  headers: WebhookHeaders,
  rawBody: Uint8Array,
  settings: {
    readonly certificates: Certificates;
    readonly webhookId: string;
    readonly now: () => number;
  },
): Promise<WebhookVerdict> {
  const transmission = readTransmission(headers);
  if (transmission === null) return refusal('unsigned');
  const sentAt = Date.parse(transmission.time);
  const path = certificatePath(transmission.certificateUrl);
  if (Number.isNaN(sentAt) || path === null) return refusal('malformed');
  if (settings.now() - sentAt > MAX_AGE_MS) return refusal('stale');
  if (transmission.algorithm !== ALGORITHM) return refusal('wrong-signature');

  const text = utf8Text(rawBody);
  const event = text === null ? null : readEvent(parseJsonObject(text));
  if (event === null) return refusal('malformed');

  const key = await settings.certificates.keyOf(path);
  if (key === null) return refusal('unverified');
  const isGenuine = isSigned(transmission, settings.webhookId, rawBody, key);
  return isGenuine ? { kind: 'event', event } : refusal('wrong-signature');
}

/** Null when a header of it is missing, empty or came twice. */
function readTransmission(headers: WebhookHeaders): Transmission | null {
  const id = onlyHeader(headers, 'paypal-transmission-id');
  const time = onlyHeader(headers, 'paypal-transmission-time');
  const algorithm = onlyHeader(headers, 'paypal-auth-algo');
  const certificateUrl = onlyHeader(headers, 'paypal-cert-url');
  const signature = onlyHeader(headers, 'paypal-transmission-sig');
  return id && time && algorithm && certificateUrl && signature
    ? { id, time, algorithm, certificateUrl, signature }
    : null;
}

/** The checksum is over the bytes as they came, not over what they mean. */
function isSigned(
  { id, time, signature }: Transmission,
  webhookId: string,
  rawBody: Uint8Array,
  key: KeyObject,
): boolean {
  const signed = Buffer.from(`${id}|${time}|${webhookId}|${crc32(rawBody)}`);
  return verify('sha256', signed, key, Buffer.from(signature, 'base64'));
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
