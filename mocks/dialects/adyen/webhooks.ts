import { createHmac } from 'node:crypto';
import type { KeyRotation } from '../../faults/faultable-gateway.ts';
import type { Signer } from '../../kernel/answer.ts';
import type { WebhookRules } from '../../kernel/webhook-rules.ts';
import { HOUR_MS } from './accounts.ts';
import type { NotificationItem } from './announce.ts';

// https://docs.adyen.com/development-resources/webhooks/troubleshoot
// https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const LONGEST_MS = 30 * 24 * HOUR_MS;

const FIRST_DELAYS_MS: readonly number[] = [
  ...[9, 18, 27].map((seconds) => seconds * SECOND_MS),
  ...[2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 4, 8].map((hours) => hours * HOUR_MS),
];

/** Then every eight hours, until thirty days have gone by. */
export function retryDelaysMs(): readonly number[] {
  const spentMs = FIRST_DELAYS_MS.reduce((sum, delayMs) => sum + delayMs, 0);
  const rest = Math.floor((LONGEST_MS - spentMs) / (8 * HOUR_MS));
  return [...FIRST_DELAYS_MS, ...Array.from({ length: rest }, () => 8 * HOUR_MS)];
}

export interface HmacKeys {
  /** The one that the merchant was given. Hexadecimal, as Adyen's Customer Area shows it. */
  readonly first: string;
  /** The one that signs now. */
  current(): string;
  /** A message has one signature: there is no time in which two are good. */
  rotate(rotation: KeyRotation | null): void;
  /** A key that the merchant does not know. */
  readonly stranger: string;
}

export function createHmacKeys(first: string, stranger: string): HmacKeys {
  let current = first;
  return {
    first,
    stranger,
    current: () => current,
    rotate: (rotation) => {
      current =
        rotation === null
          ? first
          : createHmac('sha256', first)
              .update(`generation ${rotation.generation}`)
              .digest('hex')
              .toUpperCase();
    },
  };
}

export function createWebhookRules(keys: HmacKeys): WebhookRules {
  return {
    retryDelaysMs: retryDelaysMs(),
    timeoutMs: 10_000,
    order: 'queue',
    // `[accepted]` is what receivers of old answer, whatever the status of the page round it.
    isAccepted: (status, body) =>
      (status >= 200 && status < 300) || body.trimStart().startsWith('[accepted]'),
    dress({ body }, { signer }) {
      const item = JSON.parse(body) as NotificationItem;
      const signature: Readonly<Record<string, string>> =
        signer === 'nobody' ? {} : { hmacSignature: signItem(item, keyOf(keys, signer)) };
      const signed = { ...item, additionalData: { ...item.additionalData, ...signature } };
      return {
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Adyen HttpClient 1.0',
        },
        body: JSON.stringify({
          live: 'false',
          notificationItems: [{ NotificationRequestItem: signed }],
        }),
      };
    },
  };
}

const keyOf = (keys: HmacKeys, signer: Signer): string =>
  signer === 'provider' ? keys.current() : keys.stranger;

function signItem(item: NotificationItem, key: string): string {
  const signed = [
    item.pspReference,
    item.originalReference,
    item.merchantAccountCode,
    item.merchantReference,
    item.amount.value,
    item.amount.currency,
    item.eventCode,
    item.success,
  ].join(':');
  return createHmac('sha256', Buffer.from(key, 'hex')).update(signed, 'utf8').digest('base64');
}
