// The little of ASN.1 DER (ITU-T X.690) that a self-signed certificate needs.

export function derInteger(value: number): Buffer {
  return tagged(0x02, Buffer.from([value]));
}

/**
 * A positive integer of any length. DER wants the shortest form: no leading zeros but the one that
 * keeps the sign bit clear. Readers refuse anything else.
 */
export function derUnsigned(bytes: Buffer): Buffer {
  const first = bytes.findIndex((octet) => octet !== 0);
  const shortest = first === -1 ? Buffer.from([0]) : bytes.subarray(first);
  const padding = (shortest[0] ?? 0) > 0x7f ? [0] : [];
  return tagged(0x02, Buffer.from(padding), shortest);
}

export const derSequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts);
export const derSet = (...parts: readonly Buffer[]): Buffer => tagged(0x31, ...parts);
export const derNull = (): Buffer => tagged(0x05);
export const derText = (text: string): Buffer => tagged(0x0c, Buffer.from(text, 'utf8'));

/** The first octet says how many bits of the last one are unused: none. */
export const derBitString = (bytes: Buffer): Buffer => tagged(0x03, Buffer.from([0]), bytes);

/** `[n] EXPLICIT`. */
export const derExplicit = (number: number, content: Buffer): Buffer =>
  tagged(0xa0 + number, content);

export function derObjectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTCTime, two digits of year: good from 1950 to 2049. */
export function derUtcTime(epochMs: number): Buffer {
  const digits = new Date(epochMs).toISOString().replaceAll(/[-:T]|\.\d+Z/g, '');
  return tagged(0x17, Buffer.from(`${digits.slice(2)}Z`, 'ascii'));
}

function base128(value: number): number[] {
  const octets = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) octets.unshift((rest & 0x7f) | 0x80);
  return octets;
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOctets(content.length)]), content]);
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) octets.unshift(rest & 0xff);
  return [0x80 | octets.length, ...octets];
}
