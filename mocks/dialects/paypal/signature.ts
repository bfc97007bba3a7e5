import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';

// PayPal signs `transmission id | time | webhook id | crc32 of the body`, the checksum in decimal.
// https://developer.paypal.com/api/rest/webhooks/rest/#link-messagesignature

export interface Transmission {
  readonly id: string;
  /** ISO 8601 without milliseconds. */
  readonly time: string;
  readonly webhookId: string;
  readonly body: string;
}

export const AUTH_ALGORITHM = 'SHA256withRSA';

function signedText({ id, time, webhookId, body }: Transmission): Buffer {
  return Buffer.from([id, time, webhookId, crc32(body)].join('|'), 'utf8');
}

export function signTransmission(transmission: Transmission, privateKey: KeyObject): string {
  return sign('sha256', signedText(transmission), privateKey).toString('base64');
}

/** @param key a public key, or a certificate in PEM as the gateway serves it */
export function isSignatureValid(
  transmission: Transmission,
  signature: string,
  key: KeyObject | string,
): boolean {
  const publicKey = typeof key === 'string' ? createPublicKey(key) : key;
  return verify('sha256', signedText(transmission), publicKey, Buffer.from(signature, 'base64'));
}
