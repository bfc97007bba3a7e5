import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { WebhookHeaders } from '../adapter.ts';
import { WEBHOOK_ID } from './paypal-wire.ts';

/** Signs webhooks as PayPal does, with a key that lives as long as the test. */
export interface PaypalSigner {
  readonly certificatePem: string;
  /** The headers of a webhook with this body. */
  headersOf(body: string | Uint8Array, changes?: Partial<Signing>): WebhookHeaders;
}

export interface Signing {
  readonly certificateUrl: string;
  readonly time: string;
  readonly webhookId: string;
}

export const CERTIFICATE_PATH = '/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270';

const USUAL: Signing = {
  certificateUrl: `https://api.paypal.com${CERTIFICATE_PATH}`,
  time: '2026-01-03T23:59:00Z',
  webhookId: WEBHOOK_ID,
};

/** @param years first and last year of the certificate, two digits each */
export function createSigner(years: readonly [string, string] = ['26', '36']): PaypalSigner {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const id = '69cd13f0-d67a-11e5-baa3-778b53f4ae55';
  return {
    certificatePem: certificateOf(publicKey, privateKey, years),
    headersOf(body, changes = {}) {
      const { certificateUrl, time, webhookId } = { ...USUAL, ...changes };
      const signed = Buffer.from(`${id}|${time}|${webhookId}|${crc32(body)}`);
      return {
        'paypal-auth-algo': 'SHA256withRSA',
        'paypal-cert-url': certificateUrl,
        'paypal-transmission-id': id,
        'paypal-transmission-sig': sign('sha256', signed, privateKey).toString('base64'),
        'paypal-transmission-time': time,
      };
    },
  };
}

const SHA256_WITH_RSA = tagged(
  0x30,
  tagged(0x06, Buffer.from('2a864886f70d01010b', 'hex')),
  tagged(0x05),
);

/** The least that is a certificate (RFC 5280): numbered, signed and dated, of and by nobody. */
export function certificateOf(
  publicKey: KeyObject,
  issuerKey: KeyObject,
  [first, last]: readonly [string, string],
): string {
  const nobody = tagged(0x30);
  const body = tagged(
    0x30,
    tagged(0x02, Buffer.from([1])),
    SHA256_WITH_RSA,
    nobody,
    tagged(0x30, ...[first, last].map((year) => tagged(0x17, Buffer.from(`${year}0101000000Z`)))),
    nobody,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, issuerKey)]);
  const der = tagged(0x30, body, SHA256_WITH_RSA, tagged(0x03, signature));
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const octets = length < 0x80 ? [length] : [0x82, length >>> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...octets]), content]);
}
