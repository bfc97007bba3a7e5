import { createHash, sign, X509Certificate, type KeyObject } from 'node:crypto';
import type { Signer } from '../../kernel/answer.ts';
import type { KeyRotation } from '../../faults/faultable-gateway.ts';
import type { GatewayContext } from '../../kernel/dialect.ts';
import { createSigningIdentity, type SigningIdentity } from '../../keys/certificate.ts';
import type { RsaKeyPair } from '../../keys/key-ring.ts';
import { nonce } from './ids.ts';

// The keys that WeChat Pay signs with, and their certificates. A new one signs at once; the one
// before stays listed for a while, so that what it signed can still be verified.
// https://pay.weixin.qq.com/doc/v3/merchant/4012551764

export interface PlatformCertificate extends SigningIdentity {
  readonly effectiveMs: number;
  readonly expiresMs: number;
  /** The same key as a bare one, under its own name. */
  readonly bare: PublicKey;
}

export interface PublicKey {
  readonly id: string;
  readonly pem: string;
}

/** One key of the platform, as the gateway remembers it. The key itself is in the key ring. */
interface PlatformKey {
  readonly generation: number;
  readonly sinceMs: number;
  /** Null as long as it signs. */
  readonly listedUntilMs: number | null;
}

export interface Platform {
  /** Those that merchants may download now, the one that signs last. */
  certificates(): readonly PlatformCertificate[];
  /** The next generation signs, or the first again. The one before stays listed for its time. */
  rotate(rotation: KeyRotation | null): void;
  rotateToNext(): void;
  /** The key that takes the place of the certificates for merchants who went over to it. */
  publicKey(): PublicKey;
  /**
   * The headers that sign a body; none for `nobody`.
   *
   * @param asked the Wechatpay-Serial of the request that is answered, empty without one; left out:
   * as the merchant asked last
   */
  signatureHeaders(
    body: string,
    nowMs: number,
    signer: Signer,
    asked?: string,
  ): Readonly<Record<string, string>>;
}

/** How long a certificate stays listed after its successor took over. */
export const OVERLAP_MS = 24 * 3_600_000;

export const SIGNATURE_TYPE = 'WECHATPAY2-SHA256-RSA2048';
const PROBE_PREFIX = 'WECHATPAY/SIGNTEST/';

export function openPlatform(
  gateway: Pick<GatewayContext, 'callersNow' | 'clock' | 'keys' | 'ids' | 'createStore'>,
): Platform {
  const { clock, keys, ids } = gateway;
  const known = gateway.createStore<PlatformKey>('platform-keys');
  const made = new Map<string, PlatformCertificate>();
  /** Merchants who have asked with the public key once are notified with it, too. */
  const wentOver = gateway.createStore<true>('public-key');

  const remember = (key: PlatformKey): PlatformKey => {
    known.set(String(key.generation), key);
    return key;
  };
  const active = (): PlatformKey => {
    for (const key of known.values()) if (key.listedUntilMs === null) return key;
    return remember({ generation: 1, sinceMs: clock.now(), listedUntilMs: null });
  };
  const certificateOf = ({ generation, sinceMs }: PlatformKey): PlatformCertificate => {
    const name = `${generation}|${sinceMs}`;
    let certificate = made.get(name);
    if (certificate === undefined) {
      const identity = identify(
        keys.rsa(`wechatpay-platform-${generation}`),
        'Tenpay.com Root CA',
        sinceMs,
      );
      const { validFrom, validTo } = new X509Certificate(identity.certificatePem);
      certificate = {
        ...identity,
        effectiveMs: Date.parse(validFrom),
        expiresMs: Date.parse(validTo),
        bare: publicKeyOf(identity),
      };
      made.set(name, certificate);
    }
    return certificate;
  };
  // Keys take a while to make: not at the first request.
  certificateOf(active());

  const rotateTo = (generation: number): void => {
    const before = active();
    if (generation === before.generation) return;
    const nowMs = clock.now();
    remember({ ...before, listedUntilMs: nowMs + OVERLAP_MS });
    const sinceMs = known.get(String(generation))?.sinceMs ?? nowMs;
    // Anew at the end: the one that signs is listed last.
    known.delete(String(generation));
    certificateOf(remember({ generation, sinceMs, listedUntilMs: null }));
  };

  return {
    certificates() {
      active();
      const nowMs = clock.now();
      for (const [name, { listedUntilMs }] of known)
        if (listedUntilMs !== null && listedUntilMs <= nowMs) known.delete(name);
      return Array.from(known.values(), certificateOf);
    },
    rotate: (rotation) => rotateTo((rotation?.generation ?? 0) + 1),
    rotateToNext: () => rotateTo(active().generation + 1),
    publicKey: () => certificateOf(active()).bare,
    signatureHeaders(body, nowMs, signer, asked) {
      const certificate = certificateOf(active());
      const { id } = certificate.bare;
      if (asked === id && !wentOver.has('merchant')) wentOver.set('merchant', true);
      if (signer === 'nobody') return {};
      const { privateKey } = certificate;
      const isByKey = asked === undefined ? wentOver.has('merchant') : asked === id;
      // Freshness is judged by the receiver's own clock, which nobody moved.
      const timestamp = String(Math.floor((nowMs - clock.now() + gateway.callersNow()) / 1000));
      const once = nonce(ids);
      const key = signer === 'provider' ? privateKey : keys.rsa('stranger').privateKey;
      const signature = signText(`${timestamp}\n${once}\n${body}\n`, key);
      return {
        'Wechatpay-Timestamp': timestamp,
        'Wechatpay-Nonce': once,
        'Wechatpay-Signature': signer === 'probe' ? PROBE_PREFIX + signature : signature,
        'Wechatpay-Signature-Type': SIGNATURE_TYPE,
        'Wechatpay-Serial': isByKey ? id : certificate.serial,
      };
    },
  };
}

/**
 * It is the key of the certificate, under a name of its own; with WeChat Pay they differ, which no
 * merchant can tell. The name is digits, and that of the key.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012154180
 */
function publicKeyOf({ serial, publicKey }: SigningIdentity): PublicKey {
  const digits = BigInt(`0x${serial}`).toString().slice(0, 31);
  const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
  return { id: `PUB_KEY_ID_0${digits}`, pem };
}

export const signText = (text: string, key: KeyObject): string =>
  sign('sha256', Buffer.from(text, 'utf8'), key).toString('base64');

/**
 * A certificate numbered by its key: clients keep keys by that number, beyond the life of a gateway.
 * Forty digits, as WeChat Pay has them; the first octet is neither zero nor looks negative.
 */
export function identify(pair: RsaKeyPair, commonName: string, nowMs: number): SigningIdentity {
  const serial = createHash('sha1')
    .update(pair.publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0);
  return createSigningIdentity(pair, commonName, nowMs, serial);
}
