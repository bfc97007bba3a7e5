import {
  checkPrimeSync,
  createECDH,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
} from 'node:crypto';
import { createRandom, type Random } from '../../core/random.ts';
import { drawBytes } from './random-bytes.ts';

// Keys from the seed, or from nothing but their place. OpenSSL's own generators take no seed, so a certificate would be another in
// every run and with it everything that is signed. These keys guard nothing outside the world.

/** Far more than the processes of a world make. */
const MOST_RSA_KEPT = 64;
const rsaKept = new Map<string, KeyObject>();

/**
 * The RSA key of a place in a world, under whatever seed: the primes of one take as long as dozens of
 * payments, and processes make one each time that they start.
 */
export function rsaAt(place: string, options: object): KeyObject {
  const bits = Number(Reflect.get(options, 'modulusLength') ?? 2048);
  const name = `rsa/${bits}/${place}`;
  const kept = rsaKept.get(name);
  if (kept !== undefined) return kept;
  const made = drawRsa(createRandom(0, name), bits);
  if (rsaKept.size < MOST_RSA_KEPT) rsaKept.set(name, made);
  return made;
}

/** Null when this kind of key cannot be made from a seed. */
export function drawPrivateKey(random: Random, type: string, options: object): KeyObject | null {
  switch (type) {
    case 'ec':
      return drawEc(random, String(Reflect.get(options, 'namedCurve')));
    case 'ed25519':
      return drawOctetKey(random, '302e020100300506032b657004220420');
    case 'x25519':
      return drawOctetKey(random, '302e020100300506032b656e04220420');
    default:
      return null;
  }
}

/** As node's: key objects, or what the encodings ask for. */
export function encodePair(privateKey: KeyObject, options: object) {
  const publicKey = createPublicKey(privateKey);
  return {
    publicKey: encode(publicKey, Reflect.get(options, 'publicKeyEncoding')),
    privateKey: encode(privateKey, Reflect.get(options, 'privateKeyEncoding')),
  };
}

function encode(key: KeyObject, encoding: unknown): unknown {
  if (typeof encoding !== 'object' || encoding === null) return key;
  return Reflect.apply(key.export, key, [encoding]);
}

const PUBLIC_EXPONENT = 65_537n;

function drawRsa(random: Random, bits: number): KeyObject {
  const half = Math.ceil(bits / 2);
  for (;;) {
    const p = drawPrime(random, half);
    const q = drawPrime(random, bits - half);
    if (p === q || (p * q).toString(2).length !== bits) continue;
    const d = inverse(PUBLIC_EXPONENT, (p - 1n) * (q - 1n));
    if (d === null) continue;
    const qi = inverse(q, p) ?? 0n;
    const numbers = {
      n: p * q,
      e: PUBLIC_EXPONENT,
      d,
      p,
      q,
      dp: d % (p - 1n),
      dq: d % (q - 1n),
      qi,
    };
    const key: Record<string, string> = { kty: 'RSA' };
    for (const [name, value] of Object.entries(numbers)) key[name] = toBase64(value);
    return createPrivateKey({ key, format: 'jwk' });
  }
}

/** With its two highest bits set, so that a product of two has all its bits. */
export function drawPrime(random: Random, bits: number): bigint {
  const top = 3n << BigInt(bits - 2);
  for (;;) {
    const drawn = BigInt(`0x${drawBytes(random, Math.ceil(bits / 8)).toString('hex')}`);
    const candidate = BigInt.asUintN(bits, drawn) | top | 1n;
    if (checkPrimeSync(candidate)) return candidate;
  }
}

/** Of a modulo m by Euclid; null when there is none. */
function inverse(a: bigint, m: bigint): bigint | null {
  let [r, nextR, t, nextT] = [m, a % m, 0n, 1n];
  while (nextR !== 0n) {
    const quotient = r / nextR;
    [r, nextR] = [nextR, r - quotient * nextR];
    [t, nextT] = [nextT, t - quotient * nextT];
  }
  if (r !== 1n) return null;
  return t < 0n ? t + m : t;
}

function toBase64(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
}

const CURVES: Readonly<Record<string, { name: string; bytes: number; crv: string }>> = {
  'P-256': { name: 'prime256v1', bytes: 32, crv: 'P-256' },
  prime256v1: { name: 'prime256v1', bytes: 32, crv: 'P-256' },
  'P-384': { name: 'secp384r1', bytes: 48, crv: 'P-384' },
  secp384r1: { name: 'secp384r1', bytes: 48, crv: 'P-384' },
};

function drawEc(random: Random, curveName: string): KeyObject | null {
  const curve = CURVES[curveName];
  if (curve === undefined) return null;
  const ecdh = createECDH(curve.name);
  const d = drawBytes(random, curve.bytes);
  // Below the order of the group, which begins with 32 bits of ones.
  d[0] = (d[0] ?? 0) & 0x7f;
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const x = point.subarray(1, 1 + curve.bytes).toString('base64url');
  const y = point.subarray(1 + curve.bytes).toString('base64url');
  const key = { kty: 'EC', crv: curve.crv, x, y, d: d.toString('base64url') };
  return createPrivateKey({ key, format: 'jwk' });
}

/** PKCS #8 of RFC 8410: a fixed head, then the 32 bytes of the seed. */
function drawOctetKey(random: Random, head: string): KeyObject {
  const der = Buffer.concat([Buffer.from(head, 'hex'), drawBytes(random, 32)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
