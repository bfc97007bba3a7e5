import { describe, expect, it } from 'vitest';
import { createSigningIdentity } from '../../keys/certificate.ts';
import { createKeyRing } from '../../keys/key-ring.ts';
import { isSignatureValid, signTransmission, type Transmission } from './signature.ts';

const ring = createKeyRing();
const identity = createSigningIdentity(
  ring.rsa('own', 1024),
  'x',
  Date.parse('2026-11-23T03:00:00Z'),
);
const transmission: Transmission = {
  id: '69cd13f0-d67a-11e5-baa3-778b53f4ae55',
  time: '2026-11-23T03:00:01Z',
  webhookId: '1JE4291016473214C',
  body: '{"id":"WH-1","summary":"Zażółć"}',
};

describe('webhook signatures', () => {
  const signature = signTransmission(transmission, identity.privateKey);

  it('verify with the served certificate', () => {
    expect(isSignatureValid(transmission, signature, identity.certificatePem)).toBe(true);
  });

  it('fail when any signed part was changed', () => {
    for (const forged of [
      { ...transmission, id: '69cd13f0-d67a-11e5-baa3-778b53f4ae56' },
      { ...transmission, time: '2026-11-23T03:00:02Z' },
      { ...transmission, webhookId: '1JE4291016473214D' },
      { ...transmission, body: transmission.body.replace('WH-1', 'WH-2') },
    ])
      expect(isSignatureValid(forged, signature, identity.publicKey)).toBe(false);
  });

  it('fail when another key made them or they are no signature', () => {
    const stranger = ring.rsa('stranger', 1024);
    const forged = signTransmission(transmission, stranger.privateKey);
    expect(isSignatureValid(transmission, forged, identity.publicKey)).toBe(false);
    expect(isSignatureValid(transmission, 'not base64!', identity.publicKey)).toBe(false);
  });
});
