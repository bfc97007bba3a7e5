import { createDecipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSeed } from '../../../harness/core/ids.ts';
import { createRandom } from '../../../harness/core/random.ts';
import { createIdSource } from '../../kernel/id-source.ts';
import { encrypt, type Encrypted } from './aead.ts';

const KEY = '0123456789abcdefghijklmnopqrstuv';
const ids = createIdSource(createRandom(parseSeed(5), 'aead'));

function decrypt({ ciphertext, nonce }: Encrypted, associated: string, key = KEY): string {
  const sealed = Buffer.from(ciphertext, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16)).setAAD(Buffer.from(associated));
  return decipher.update(sealed.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8');
}

describe('an encrypted resource', () => {
  const made = encrypt('{"trade_state":"SUCCESS","desc":"支付成功"}', 'transaction', KEY, ids);

  it('is read with the key and the associated data', () => {
    expect(decrypt(made, 'transaction')).toBe('{"trade_state":"SUCCESS","desc":"支付成功"}');
    expect(made.nonce).toMatch(/^\w{12}$/);
  });

  it('is authentic only with both of them, unchanged', () => {
    expect(() => decrypt(made, 'refund')).toThrow();
    expect(() => decrypt(made, 'transaction', KEY.toUpperCase())).toThrow();
    const ciphertext = `B${made.ciphertext.slice(1)}`;
    expect(made.ciphertext.startsWith('B')).toBe(false);
    expect(() => decrypt({ ...made, ciphertext }, 'transaction')).toThrow();
  });

  it('looks different each time', () => {
    const again = encrypt('{"trade_state":"SUCCESS","desc":"支付成功"}', 'transaction', KEY, ids);
    expect(again.ciphertext).not.toBe(made.ciphertext);
  });
});
