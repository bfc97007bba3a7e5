import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSigningIdentity } from './certificate.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');

describe('the signing certificate', () => {
  const identity = createSigningIdentity(NOW);
  const certificate = new X509Certificate(identity.certificatePem);

  it('is an X.509 certificate that its own key signed', () => {
    expect(certificate.verify(identity.publicKey)).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(certificate.verify(createSigningIdentity(NOW).publicKey)).toBe(false);
  });

  it('carries the public key of the private key', () => {
    expect(certificate.checkPrivateKey(identity.privateKey)).toBe(true);
  });

  it('is valid on the clock that it was made on, for ten years', () => {
    expect(certificate.validFromDate.getTime()).toBeLessThan(NOW);
    expect(certificate.validToDate.toISOString()).toBe('2036-11-20T03:00:00.000Z');
  });

  it('has a name in the form of PayPal that differs from one start to the next', () => {
    expect(identity.name).toMatch(/^CERT-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
    expect(createSigningIdentity(NOW).name).not.toBe(identity.name);
  });
});
