import { sign, verify, type KeyObject } from 'node:crypto';

// RSA2: SHA-256 with RSA, PKCS #1 v1.5, in base64.

export const signText = (text: string, key: KeyObject): string =>
  sign('sha256', Buffer.from(text), key).toString('base64');

export const isSigned = (text: string, signature: string, key: KeyObject): boolean =>
  verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'));

export type Fields = Readonly<Record<string, string>>;

/**
 * What is signed of a form: its fields in order of their names, as `a=1&b=2`, not encoded. Empty
 * ones are left out, `sign` always is.
 * https://opendocs.alipay.com/common/057k53
 */
export function signedContent(fields: Fields, leftOut: readonly string[] = []): string {
  return Object.keys(fields)
    .filter((name) => name !== 'sign' && fields[name] !== '' && !leftOut.includes(name))
    .sort()
    .map((name) => `${name}=${fields[name] ?? ''}`)
    .join('&');
}
