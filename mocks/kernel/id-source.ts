import type { Random } from '../../harness/core/random.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const HEX = '0123456789abcdef';

/** Ids that look random and come from the seed. Never repeats within a gateway's life. */
export interface IdSource {
  /** `length` letters and digits after the prefix: `next('pi_', 24)`. */
  next(prefix: string, length: number): string;
  /** Lower-case hexadecimal. */
  hex(length: number): string;
}

export function createIdSource(random: Random): IdSource {
  return {
    next: (prefix, length) => prefix + draw(random, ALPHABET, 5, length),
    hex: (length) => draw(random, HEX, 8, length),
  };
}

// One 32-bit draw gives several characters: 62^5 and 16^8 both fit.
function draw(random: Random, alphabet: string, perDraw: number, length: number): string {
  let text = '';
  while (text.length < length) {
    let bits = Math.floor(random.next() * 4294967296);
    for (let taken = 0; taken < perDraw && text.length < length; taken += 1) {
      text += alphabet.charAt(bits % alphabet.length);
      bits = Math.floor(bits / alphabet.length);
    }
  }
  return text;
}
