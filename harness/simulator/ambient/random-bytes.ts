import type { Random } from '../../core/random.ts';

/** Fills bytes from a stream of chance, four at a draw. */
export function fillBytes(random: Random, bytes: Uint8Array): void {
  let index = 0;
  while (index < bytes.length) {
    let word = Math.floor(random.next() * 4294967296);
    for (let rest = Math.min(4, bytes.length - index); rest > 0; rest -= 1) {
      bytes[index] = word & 255;
      word >>>= 8;
      index += 1;
    }
  }
}

export function drawBytes(random: Random, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  fillBytes(random, bytes);
  return bytes;
}

/** Version 4, as crypto.randomUUID gives. */
export const drawUuid = (random: Random): string => formatUuid(drawBytes(random, 16), 4);

/** Version 7: the time in milliseconds, then chance. */
export function drawTimedUuid(random: Random, epochMs: number): string {
  const bytes = drawBytes(random, 16);
  bytes.writeUIntBE(epochMs, 0, 6);
  return formatUuid(bytes, 7);
}

function formatUuid(bytes: Buffer, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `${parts.join('-')}-${hex.slice(20)}`;
}
