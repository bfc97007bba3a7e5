import crypto, { createSecretKey } from 'node:crypto';
import { promisify } from 'node:util';
import type { EventLoop } from '../clock/event-loop.ts';
import { installExchangeKeys } from './exchange-keys.ts';
import { drawPrime, drawPrivateKey, encodePair, rsaAt } from './key-pairs.ts';
import { answerLater, isCallback, type NodeCallback } from './later.ts';
import { notVirtual } from './not-virtual.ts';
import { drawBytes } from './random-bytes.ts';
import { replace, replaceAll } from './replace.ts';
import { drawSubtleKey, type SubtleArguments } from './subtle-keys.ts';

/** Node's asynchronous function: its synchronous twin, and how many arguments come before. */
const TWINS = {
  pbkdf2: 'pbkdf2Sync',
  scrypt: 'scryptSync',
  hkdf: 'hkdfSync',
  checkPrime: 'checkPrimeSync',
  argon2: 'argon2Sync',
} as const;

/** These do without a callback what the thread pool does with one. */
const WITH_OR_WITHOUT = ['sign', 'verify', 'diffieHellman'] as const;

const KEYS =
  'Keys of type rsa, ec (P-256, P-384), ed25519 and x25519 are made from the seed; load others from text.';

/** Keys from the seed; what the thread pool would do is done at once and answered as an event. */
export function installCrypto(loop: EventLoop): void {
  for (const [name, twin] of Object.entries(TWINS)) {
    const work: unknown = Reflect.get(crypto, twin);
    if (typeof work !== 'function') continue;
    replace(crypto, name, (...args: unknown[]): void => {
      const callback = args.at(-1);
      if (!isCallback(callback)) throw new TypeError('The "callback" argument must be a function');
      answerLater(loop, () => Reflect.apply(work, crypto, args.slice(0, -1)) as unknown, callback);
    });
  }
  for (const name of WITH_OR_WITHOUT) {
    const work: unknown = Reflect.get(crypto, name);
    if (typeof work !== 'function') continue;
    replace(crypto, name, (...args: unknown[]): unknown => {
      const callback = args.at(-1);
      if (!isCallback(callback)) return Reflect.apply(work, crypto, args) as unknown;
      const rest = args.slice(0, -1);
      answerLater(loop, () => Reflect.apply(work, crypto, rest) as unknown, callback);
      return undefined;
    });
  }
  installKeys(loop);
  installExchangeKeys(loop);
  installSubtle(loop);
}

function installKeys(loop: EventLoop): void {
  const chance = () => loop.current.cryptoChance;
  const generateKeyPairSync = (type: string, options: object = {}) => {
    const key =
      type === 'rsa'
        ? rsaAt(loop.current.nextKeyPlace(), options)
        : drawPrivateKey(chance(), type, options);
    if (key !== null) return encodePair(key, options);
    throw notVirtual(`crypto.generateKeyPair("${type}")`, KEYS);
  };
  const generateKeyPair = (type: string, ...rest: unknown[]): void => {
    const callback = rest.at(-1);
    if (!isCallback(callback)) throw new TypeError('The "callback" argument must be a function');
    const options = rest.length > 1 ? (rest[0] as object) : {};
    const made = generateKeyPairSync(type, options);
    const owner = loop.current;
    const run = (): void => {
      Reflect.apply(callback, undefined, [null, made.publicKey, made.privateKey]);
    };
    loop.schedule(0, { kind: 'thread-pool', owner, run });
  };
  Object.defineProperty(generateKeyPair, promisify.custom, {
    value: (type: string, options: object = {}) =>
      promisify((done: NodeCallback) =>
        answerLater(loop, () => generateKeyPairSync(type, options), done),
      )(),
  });
  const generateKeySync = (_type: string, { length }: { readonly length: number }) =>
    createSecretKey(drawBytes(chance(), Math.floor(length / 8)));
  const generateKey = (type: string, options: { length: number }, done: NodeCallback): void =>
    answerLater(loop, () => generateKeySync(type, options), done);
  const generatePrimeSync = (size: number, options: { bigint?: boolean } = {}) => {
    const prime = drawPrime(chance(), size);
    if (options.bigint === true) return prime;
    const hex = prime.toString(16);
    return new Uint8Array(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'))
      .buffer;
  };
  const generatePrime = (size: number, ...rest: unknown[]): void => {
    const done = rest.at(-1);
    const options = rest.length > 1 ? (rest[0] as { bigint?: boolean }) : {};
    if (isCallback(done)) answerLater(loop, () => generatePrimeSync(size, options), done);
  };
  const names = { generateKeyPairSync, generateKeyPair, generateKeySync, generateKey };
  replaceAll(crypto, { ...names, generatePrimeSync, generatePrime });
}

// Web Crypto has no synchronous form: it really runs in the thread pool, while virtual time waits.
function installSubtle(loop: EventLoop): void {
  const { prototype } = SubtleCrypto;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    const work: unknown = descriptor?.value;
    if (name === 'constructor' || typeof work !== 'function') continue;
    if (name === 'generateKey') {
      replace(prototype, name, async (...args: SubtleArguments) => {
        const [algorithm] = args;
        const { current } = loop;
        const rsa = (options: object) => rsaAt(current.nextKeyPlace(), options);
        const sources = { random: current.cryptoChance, rsa };
        const key = drawSubtleKey(sources, ...args);
        if (key !== null) return key;
        const kind = typeof algorithm === 'string' ? algorithm : algorithm.name;
        throw notVirtual(`crypto.subtle.generateKey("${kind}")`, KEYS);
      });
      continue;
    }
    replace(prototype, name, function subtle(this: unknown, ...args: unknown[]) {
      return loop.waitForReal(() => Reflect.apply(work, this, args) as Promise<unknown>);
    });
  }
}
