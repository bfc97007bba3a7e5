import { createHash, type KeyObject } from 'node:crypto';
import type { KeyRotation } from '../../faults/faultable-gateway.ts';
import type { GatewayContext } from '../../kernel/dialect.ts';
import { createSigningIdentity, type SigningIdentity } from '../../keys/certificate.ts';
import { applicationId, userId } from './ids.ts';

// The test merchant: its application with a key pair of its own, and Alipay's key pair for it. Keys
// and certificates are two ways to tell the same; a caller may use either.

/**
 * The provider's key guards nothing, while one of 2048 bits would cost a core at a thousand answers
 * a second. The merchant's own is as long as Alipay demands.
 */
const PROVIDER_KEY_BITS = 1024;

export interface Merchant {
  readonly appId: string;
  readonly sellerId: string;
  readonly app: Certified;
  readonly alipay: Certified;
  readonly root: Certified;
  /** Other keys of Alipay's; a message has one signature, so there is no time in which two are good. */
  rotate(rotation: KeyRotation | null): void;
}

export interface Certified extends SigningIdentity {
  /** What Alipay calls the serial number of a certificate: a hash of issuer and number. */
  readonly serialName: string;
}

export function createMerchant({ ids, keys, clock }: GatewayContext): Merchant {
  const certified = (name: string, bits: 1024 | 2048): Certified => {
    const commonName = `${name}.paydrill.invalid`;
    const identity = createSigningIdentity(keys.rsa(name, bits), commonName, clock.now());
    return { ...identity, serialName: serialName(commonName, identity.serial) };
  };
  const generations = new Map<number, Certified>();
  const alipayOf = (generation: number): Certified => {
    const name = generation === 0 ? 'alipay-platform' : `alipay-platform-${generation}`;
    const made = generations.get(generation) ?? certified(name, PROVIDER_KEY_BITS);
    generations.set(generation, made);
    return made;
  };
  let alipay = alipayOf(0);
  return {
    appId: applicationId(ids),
    sellerId: userId(ids),
    app: certified('alipay-app', 2048),
    get alipay() {
      return alipay;
    },
    rotate: (rotation) => {
      alipay = alipayOf(rotation?.generation ?? 0);
    },
    root: certified('alipay-root', PROVIDER_KEY_BITS),
  };
}

/** As the SDK counts it: MD5 over the issuer's name and the decimal number. */
function serialName(commonName: string, serial: string): string {
  return createHash('md5')
    .update(`CN=${commonName}${BigInt(`0x${serial}`).toString()}`)
    .digest('hex');
}

/** In the forms that the SDK takes: keys as one line without armour, certificates in PEM. */
export function environmentOf({ appId, sellerId, app, alipay, root }: Merchant) {
  return {
    ALIPAY_APP_ID: appId,
    ALIPAY_SELLER_ID: sellerId,
    ALIPAY_PRIVATE_KEY: oneLine(app.privateKey, 'pkcs1'),
    ALIPAY_PUBLIC_KEY: oneLine(alipay.publicKey, 'spki'),
    ALIPAY_APP_CERT: app.certificatePem,
    ALIPAY_PUBLIC_CERT: alipay.certificatePem,
    ALIPAY_ROOT_CERT: root.certificatePem,
  };
}

const oneLine = (key: KeyObject, type: 'pkcs1' | 'spki'): string =>
  key.export({ type, format: 'der' }).toString('base64');
