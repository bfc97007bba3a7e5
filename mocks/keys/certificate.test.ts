import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSigningIdentity } from './certificate.ts';
import { createKeyRing } from './key-ring.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');

describe('a signing certificate', () => {
  const ring = createKeyRing();
  const identity = createSigningIdentity(ring.rsa('one', 1024), 'certs.paydrill.invalid', NOW);
  const certificate = new X509Certificate(identity.certificatePem);

  it('is an X.509 certificate that its own key signed', () => {
    expect(certificate.verify(identity.publicKey)).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(certificate.verify(ring.rsa('other', 1024).publicKey)).toBe(false);
  });

  it('carries the public key of the private key', () => {
    expect(certificate.checkPrivateKey(identity.privateKey)).toBe(true);
  });

  it('names whom it speaks for', () => {
    expect(certificate.subject).toBe('CN=certs.paydrill.invalid');
  });

  it('is valid on the clock that it was made on, for ten years', () => {
    expect(certificate.validFromDate.getTime()).toBeLessThan(NOW);
    expect(certificate.validToDate.toISOString()).toBe('2036-11-20T03:00:00.000Z');
  });

  it('has a serial number that differs from one to the next', () => {
    expect(identity.serial).toMatch(/^[0-9A-F]{24}$/);
    expect(BigInt(`0x${certificate.serialNumber}`)).toBe(BigInt(`0x${identity.serial}`));
    expect(createSigningIdentity(ring.rsa('one', 1024), 'x', NOW).serial).not.toBe(identity.serial);
  });

  it('has the serial number that it is given', () => {
    const serial = Buffer.from('5157F09EFDC096DE15EBE81A47057A7232F1B8E1', 'hex');
    const numbered = createSigningIdentity(ring.rsa('one', 1024), 'x', NOW, serial);
    expect(numbered.serial).toBe('5157F09EFDC096DE15EBE81A47057A7232F1B8E1');
    expect(new X509Certificate(numbered.certificatePem).serialNumber).toBe(numbered.serial);
  });
});
