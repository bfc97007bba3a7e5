// cyrb53 (bryc, public domain): a fast 53-bit string hash of integer operations only, so that it
// gives the same number in Node, in k6's engine and in every V8 version.

/** Hashes text, or a part of it, to an integer in [0, 2^53). */
export function hashText(text: string, seed = 0, start = 0, end = text.length): number {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

/** Hashes text to a share in [0, 1). */
export function hashToUnit(text: string): number {
  return hashText(text) / 2 ** 53;
}
