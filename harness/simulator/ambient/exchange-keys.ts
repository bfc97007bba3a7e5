import crypto, { DiffieHellman, ECDH } from 'node:crypto';
import type { EventLoop } from '../clock/event-loop.ts';
import { notVirtual } from './not-virtual.ts';
import { drawBytes } from './random-bytes.ts';
import { replace } from './replace.ts';

/** Below the order of every curve and the prime of every group that is in use. */
const KEY_BYTES = 13;

/** The private half of an exchange of keys, from the seed: OpenSSL would draw it. */
export function installExchangeKeys(loop: EventLoop): void {
  const draw = (): Buffer => drawBytes(loop.current.cryptoChance, KEY_BYTES);
  type Format = Parameters<ECDH['generateKeys']>;
  replace(ECDH.prototype, 'generateKeys', function generateKeys(this: ECDH, ...format: Format) {
    this.setPrivateKey(draw());
    return this.getPublicKey(...format);
  });
  const generate = Reflect.get(DiffieHellman.prototype, 'generateKeys') as () => unknown;
  replace(
    DiffieHellman.prototype,
    'generateKeys',
    function generateKeys(this: DiffieHellman, ...format: []) {
      if (!hasPrivateKey(this)) this.setPrivateKey(draw());
      return Reflect.apply(generate, this, format);
    },
  );
  const { prototype } = crypto.DiffieHellmanGroup;
  replace(prototype, 'generateKeys', function generateKeys(): never {
    throw notVirtual(
      'DiffieHellmanGroup.generateKeys',
      'Use crypto.createECDH, or crypto.createDiffieHellman(prime).',
    );
  });
}

function hasPrivateKey(exchange: DiffieHellman): boolean {
  try {
    exchange.getPrivateKey();
    return true;
  } catch {
    return false;
  }
}
