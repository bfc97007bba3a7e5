import { createCipheriv } from 'node:crypto';
import type { IdSource } from '../../kernel/id-source.ts';

export const AEAD_ALGORITHM = 'AEAD_AES_256_GCM';

export interface Encrypted {
  readonly algorithm: typeof AEAD_ALGORITHM;
  readonly ciphertext: string;
  readonly associated_data: string;
  readonly nonce: string;
}

const NONCE_LENGTH = 12;

/**
 * AES-256-GCM with the merchant's APIv3 key; the tag is the end of the ciphertext.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012071382
 *
 * @param key 32 characters
 */
export function encrypt(text: string, associated: string, key: string, ids: IdSource): Encrypted {
  const nonce = ids.next('', NONCE_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(associated));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: AEAD_ALGORITHM,
    ciphertext: sealed.toString('base64'),
    associated_data: associated,
    nonce,
  };
}
