import type { Random } from '../../harness/core/random.ts';

const LETTERS_AND_DIGITS = Buffer.from(
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
);
const HEX_DIGITS = Buffer.from('0123456789abcdef');

/** Ids that look random and come from the seed. Never repeats within a gateway's life. */
export interface IdSource {
  /** `length` letters and digits after the prefix: `next('pi_', 24)`. */
  next(prefix: string, length: number): string;
  /** Lower-case hexadecimal. */
  hex(length: number): string;
}

export function createIdSource(random: Random): IdSource {
  return {
    next: (prefix, length) => draw(random, prefix, LETTERS_AND_DIGITS, 5, length),
    hex: (length) => draw(random, '', HEX_DIGITS, 8, length),
  };
}

// Written as bytes and read in one go: text that grows by a character at a time stays a tree of its
// parts until somebody flattens it, and ids are what a gateway holds most of.
// One 32-bit draw gives several characters: 62^5 and 16^8 both fit.
function draw(
  random: Random,
  prefix: string,
  alphabet: Uint8Array,
  perDraw: number,
  length: number,
): string {
  const end = prefix.length + length;
  const text = end > SCRATCH.length ? Buffer.alloc(end) : SCRATCH;
  text.write(prefix, 'latin1');
  let at = prefix.length;
  while (at < end) {
    let bits = Math.floor(random.next() * 4294967296);
    for (let taken = 0; taken < perDraw && at < end; taken += 1) {
      text[at] = alphabet[bits % alphabet.length] ?? 0;
      bits = Math.floor(bits / alphabet.length);
      at += 1;
    }
  }
  return text.toString('latin1', 0, end);
}

/** Holds nothing between two calls. */
const SCRATCH = Buffer.alloc(256);
