import { describe, expect, it } from 'vitest';
import { derBitString, derObjectId, derUnsigned, derUtcTime } from './der.ts';

const hex = (bytes: Buffer): string => bytes.toString('hex');
const bytes = (text: string): Buffer => Buffer.from(text, 'hex');

describe('DER', () => {
  it('writes positive integers in their shortest form', () => {
    expect(hex(derUnsigned(bytes('7f01')))).toBe('02027f01');
    expect(hex(derUnsigned(bytes('8001')))).toBe('0203008001');
    expect(hex(derUnsigned(bytes('000001')))).toBe('020101');
    expect(hex(derUnsigned(bytes('0080')))).toBe('02020080');
    expect(hex(derUnsigned(bytes('0000')))).toBe('020100');
  });

  it('writes lengths above 127 in the long form', () => {
    expect(hex(derBitString(Buffer.alloc(126))).slice(0, 4)).toBe('037f');
    expect(hex(derBitString(Buffer.alloc(127))).slice(0, 6)).toBe('038180');
    expect(hex(derBitString(Buffer.alloc(299))).slice(0, 8)).toBe('0382012c');
  });

  it('writes object identifiers in base 128', () => {
    expect(hex(derObjectId('1.2.840.113549.1.1.11'))).toBe('06092a864886f70d01010b');
    expect(hex(derObjectId('2.5.4.3'))).toBe('0603550403');
  });

  it('writes times with two digits of year', () => {
    const time = derUtcTime(Date.parse('2026-11-23T03:04:05.678Z'));
    expect(time.toString('latin1')).toBe('\x17\x0d261123030405Z');
  });
});
