// Brands: a string that was checked once where it entered. They cost nothing at run time.

declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

export type IdempotencyKey = Brand<string, 'IdempotencyKey'>;
/** Names the folder of one run. */
export type RunId = Brand<string, 'RunId'>;
/** An integer in [0, 2^32). */
export type Seed = Brand<number, 'Seed'>;

const TOKEN = /^[\w.:-]{1,128}$/;

function checkToken(what: string, text: string): string {
  if (!TOKEN.test(text)) throw new RangeError(`${what} must match ${TOKEN}, got "${text}"`);
  return text;
}

export const parseRunId = (text: string): RunId => checkToken('run id', text) as RunId;

/** Keys come from callers: any visible ASCII up to 255 characters, as Stripe documents it. */
export function parseIdempotencyKey(text: string): IdempotencyKey {
  if (!/^[\x21-\x7e]{1,255}$/.test(text)) {
    throw new RangeError(`idempotency key must be 1 to 255 visible ASCII characters`);
  }
  return text as IdempotencyKey;
}

export function parseSeed(value: number): Seed {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
    throw new RangeError(`seed must be an integer from 0 to 4294967295, got ${value}`);
  }
  return value as Seed;
}
