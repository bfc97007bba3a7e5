import { randomBytes, sign } from 'node:crypto';
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
import type { RsaKeyPair } from './key-ring.ts';

// Self-signed certificates of the mock providers, as receivers fetch them from the real ones.

/** A certificate with the key that it speaks for. */
export interface SigningIdentity extends RsaKeyPair {
  /** Upper-case hexadecimal, as providers print it. */
  readonly serial: string;
  readonly certificatePem: string;
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const COMMON_NAME = '2.5.4.3';
const DAY_MS = 86_400_000;
const LIFETIME_DAYS = 3650;
const SERIAL_BYTES = 12;

/**
 * @param nowMs the gateway's clock, epoch milliseconds; the certificate is good for ten years
 * @param serial its number; a random one when left out
 */
export function createSigningIdentity(
  { privateKey, publicKey }: RsaKeyPair,
  commonName: string,
  nowMs: number,
  serial: Buffer = randomBytes(SERIAL_BYTES),
): SigningIdentity {
  const algorithm = derSequence(derObjectId(SHA256_WITH_RSA), derNull());
  const subject = distinguishedName(commonName);
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
  return {
    serial: serial.toString('hex').toUpperCase(),
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
