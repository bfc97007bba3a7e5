import { createPublicKey, createSecretKey, type KeyObject, type webcrypto } from 'node:crypto';
import type { Random } from '../../core/random.ts';
import { drawPrivateKey } from './key-pairs.ts';
import { drawBytes } from './random-bytes.ts';

type Algorithm = Parameters<webcrypto.SubtleCrypto['generateKey']>[0];
type Usages = webcrypto.KeyUsage[];
export type SubtleArguments = readonly [Algorithm, isExtractable: boolean, Usages];

/** Where keys come from: those of RSA take so long that a thread keeps them. */
export interface KeySources {
  readonly random: Random;
  readonly rsa: (options: object) => KeyObject;
}

const HMAC_BITS: Readonly<Record<string, number>> = { 'SHA-384': 1024, 'SHA-512': 1024 };
/** What the private key of a pair is for; the rest is for the public one. */
const PRIVATE: ReadonlySet<string> = new Set([
  'sign',
  'decrypt',
  'unwrapKey',
  'deriveKey',
  'deriveBits',
]);

/** `SubtleCrypto.generateKey` from the seed; null where no key of its kind can be made from one. */
export function drawSubtleKey(
  { random, rsa }: KeySources,
  ...[algorithm, isExtractable, usages]: SubtleArguments
): webcrypto.CryptoKey | webcrypto.CryptoKeyPair | null {
  const given = typeof algorithm === 'string' ? { name: algorithm } : algorithm;
  const name = given.name.toUpperCase();
  if (name.startsWith('AES-') || name === 'HMAC') {
    const key = createSecretKey(drawBytes(random, bitsOf(given) / 8));
    return key.toCryptoKey(given, isExtractable, usages);
  }
  const [type, options] = kindOf(name, given);
  const key = type === 'rsa' ? rsa(options) : drawPrivateKey(random, type, options);
  if (key === null) return null;
  const isPrivate = (usage: string): boolean => PRIVATE.has(usage);
  const forPublic = usages.filter((usage) => !isPrivate(usage));
  return {
    publicKey: createPublicKey(key).toCryptoKey(given, true, forPublic),
    privateKey: key.toCryptoKey(given, isExtractable, usages.filter(isPrivate)),
  };
}

function bitsOf(algorithm: webcrypto.Algorithm): number {
  const length: unknown = Reflect.get(algorithm, 'length');
  if (typeof length === 'number') return length;
  const hash: unknown = Reflect.get(algorithm, 'hash');
  const name: unknown =
    typeof hash === 'object' && hash !== null ? Reflect.get(hash, 'name') : hash;
  return HMAC_BITS[String(name).toUpperCase()] ?? 512;
}

function kindOf(name: string, algorithm: webcrypto.Algorithm): readonly [string, object] {
  if (name.startsWith('RSA')) return ['rsa', algorithm];
  if (name.startsWith('EC')) return ['ec', algorithm];
  return [name.toLowerCase(), algorithm];
}
