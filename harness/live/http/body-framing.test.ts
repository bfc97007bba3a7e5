import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framingOf } from './body-framing.ts';

const chunked = new Map([['transfer-encoding', 'chunked']]);

/** What a body comes to whose bytes are cut into pieces of a size, and whether its end was seen. */
function read(headers: ReadonlyMap<string, string>, bytes: Buffer, size: number) {
  const framing = framingOf(200, headers);
  const taken: Buffer[] = [];
  let isOver = false;
  for (let start = 0; start < bytes.length && !isOver; start += size) {
    const piece = bytes.subarray(start, start + size);
    isOver = framing.feed(piece, (chunk) => taken.push(Buffer.from(chunk)));
  }
  return { text: Buffer.concat(taken).toString(), isOver };
}

describe('the framing of a body', () => {
  it('gives back what was sent in chunks, however they and the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, unit: 'grapheme' })),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('', ';name=value', ' '),
        fc.constantFrom('', 'digest: x\r\n'),
        (texts, size, extension, trailer) => {
          const bytes = Buffer.concat([
            ...texts.map((text) => {
              const data = Buffer.from(text);
              const head = `${data.length.toString(16)}${extension}\r\n`;
              return Buffer.concat([Buffer.from(head), data, Buffer.from('\r\n')]);
            }),
            Buffer.from(`0\r\n${trailer}\r\n`),
          ]);
          expect(read(chunked, bytes, size)).toEqual({ text: texts.join(''), isOver: true });
        },
      ),
    );
  });

  it('does not take a body for whole whose last chunk is missing', () => {
    expect(read(chunked, Buffer.from('3\r\nabc\r\n'), 4)).toEqual({ text: 'abc', isOver: false });
  });

  it.each(['g\r\n', '\r\n', '-1\r\n', '3\r\nabcd\r\n', '0'.repeat(20_000)])(
    'refuses what are no chunks: %j',
    (text) => {
      expect(() => read(chunked, Buffer.from(text), 1_000_000)).toThrow(TypeError);
    },
  );

  it('ends where the length says, whatever follows', () => {
    const headers = new Map([['content-length', '4']]);
    expect(read(headers, Buffer.from('abcdef'), 3)).toEqual({ text: 'abcd', isOver: true });
    expect(read(headers, Buffer.from('abc'), 2)).toEqual({ text: 'abc', isOver: false });
    expect(() => framingOf(200, new Map([['content-length', '4, 4']]))).toThrow('a content length');
  });

  it('ends with the connection where nothing is said', () => {
    expect(framingOf(200, new Map()).endsWithConnection).toBe(true);
    expect(framingOf(200, chunked).endsWithConnection).toBe(false);
  });

  it('knows answers that have no body, and codings that nobody asked for', () => {
    expect(framingOf(204, chunked).feed(Buffer.alloc(0), () => {})).toBe(true);
    expect(() => framingOf(200, new Map([['transfer-encoding', 'gzip, chunked']]))).toThrow('gzip');
  });
});
