import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// RSA keys of the mock providers and of their test merchants. They are made on the machine that uses
// them and never committed; a folder of one's own may keep them, so that a start need not make them.

export interface RsaKeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface KeyRing {
  /**
   * The same pair for the same name and size as long as the ring lives, and from the folder after
   * that.
   *
   * @param name kebab-case, unique among all dialects: `wechatpay-platform`
   */
  rsa(name: string, bits?: KeyBits): RsaKeyPair;
  /** The private keys asked for so far, in PEM, by name and size (`stranger-2048`). */
  pems(): Readonly<Record<string, string>>;
}

export type KeyBits = 1024 | 2048;

export interface KeyRingSettings {
  /** Where keys are kept, readable by their owner alone; null: in memory. */
  readonly folder?: string | null;
  /** Private keys in PEM by name, or by name and size as `pems` has them, instead of made ones. */
  readonly given?: Readonly<Record<string, string>>;
}

export function createKeyRing({ folder = null, given = {} }: KeyRingSettings = {}): KeyRing {
  const pairs = new Map<string, RsaKeyPair>();
  return {
    rsa: (name, bits = 2048) => {
      const id = `${name}-${bits}`;
      let pair = pairs.get(id);
      if (pair === undefined) {
        const pem = given[id] ?? given[name];
        pair = pem === undefined ? makeOrLoad(folder, id, bits) : pairOf(pem);
        pairs.set(id, pair);
      }
      return pair;
    },
    pems: () =>
      Object.fromEntries(
        Array.from(pairs, ([id, { privateKey }]) => [
          id,
          privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        ]),
      ),
  };
}

function makeOrLoad(folder: string | null, id: string, bits: KeyBits): RsaKeyPair {
  if (folder === null) return generateKeyPairSync('rsa', { modulusLength: bits });
  const path = join(folder, `${id}.pem`);
  const kept = readPem(path);
  if (kept !== null) return kept;
  const pair = generateKeyPairSync('rsa', { modulusLength: bits });
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Moved into place whole: another process that starts now reads all of it or nothing.
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, pem, { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    // A folder that can't be written costs the next start its time, and nothing else.
    return pair;
  }
  // Of several processes that made one at once, all use the one that stayed.
  return readPem(path) ?? pair;
}

/** Null when there is none, or none that can be read: then a new one takes its place. */
function readPem(path: string): RsaKeyPair | null {
  try {
    return pairOf(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function pairOf(pem: string): RsaKeyPair {
  const privateKey = createPrivateKey(pem);
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
