import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import {
  derBitString,
  derExplicit,
  derInteger,
  derNull,
  derObjectId,
  derSequence,
  derSet,
  derText,
  derUnsigned,
  derUtcTime,
} from './der.ts';

// Webhooks are signed with a key that is made when the gateway starts and never leaves the process.
// Receivers fetch the certificate, as they fetch PayPal's from the URL in `paypal-cert-url`.

export interface SigningIdentity {
  /** Last part of the certificate's path, in PayPal's form. */
  readonly name: string;
  readonly certificatePem: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const COMMON_NAME = '2.5.4.3';
const DAY_MS = 86_400_000;
const LIFETIME_DAYS = 3650;

/**
 * Half of PayPal's: the key guards nothing and dies with the process, while a longer one could take
 * a second to make and would cost a core at a thousand webhooks a second.
 */
const KEY_BITS = 1024;

/** @param nowMs the gateway's clock, epoch milliseconds; the certificate is good for ten years */
export function createSigningIdentity(nowMs: number): SigningIdentity {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: KEY_BITS });
  const serial = randomBytes(12);
  const algorithm = derSequence(derObjectId(SHA256_WITH_RSA), derNull());
  const subject = distinguishedName('messageverificationcerts.paydrill.invalid');
  const body = derSequence(
    derExplicit(0, derInteger(2)),
    derUnsigned(serial),
    algorithm,
    subject,
    derSequence(derUtcTime(nowMs - DAY_MS), derUtcTime(nowMs + LIFETIME_DAYS * DAY_MS)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = derSequence(body, algorithm, derBitString(signature));
  const name = serial.toString('hex').replaceAll(/.{8}(?=.)/g, '$&-');
  return {
    name: `CERT-${name}`,
    certificatePem: toPem(certificate),
    privateKey,
    publicKey,
  };
}

function distinguishedName(commonName: string): Buffer {
  return derSequence(derSet(derSequence(derObjectId(COMMON_NAME), derText(commonName))));
}

function toPem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
