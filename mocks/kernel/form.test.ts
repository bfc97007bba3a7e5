import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseForm } from './form.ts';

const plain = (text: string): unknown => JSON.parse(JSON.stringify(parseForm(text)));

describe('a form', () => {
  it.each([
    ['', {}],
    ['a=1&b=', { a: '1', b: '' }],
    ['a', { a: '' }],
    ['a=1&a=2', { a: '2' }],
    ['a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
    ['a[]=1&a[]=2', { a: { 0: '1', 1: '2' } }],
    ['a[0]=x&a[1]=y', { a: { 0: 'x', 1: 'y' } }],
    ['a%5Bb%5D=1+2%263', { a: { b: '1 2&3' } }],
    ['a=1&a[b]=2', { a: { b: '2' } }],
    ['[x]=1', { '[x]': '1' }],
  ])('reads %j', (text, expected) => {
    expect(plain(text)).toEqual(expected);
  });

  it('takes a prototype for a field like any other', () => {
    const form = parseForm('__proto__[polluted]=1&constructor[prototype][polluted]=1');
    expect(Object.keys(form)).toEqual(['__proto__', 'constructor']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it('refuses broken encoding and endless nesting', () => {
    expect(() => parseForm('a=%zz')).toThrow(URIError);
    expect(() => parseForm(`a${'[b]'.repeat(20)}=1`)).toThrow(RangeError);
  });

  it('reads back whatever was encoded', () => {
    const field = fc.string({ minLength: 1 }).filter((name) => !/[[\]]/.test(name));
    fc.assert(
      fc.property(fc.dictionary(field, fc.string()), (fields) => {
        const text = new URLSearchParams(Object.entries(fields)).toString();
        // The platform's encoder replaces lone surrogates, so compare with its own reading.
        const expected = Object.fromEntries(new URLSearchParams(text));
        expect({ ...parseForm(text) }).toEqual({ ...expected });
      }),
    );
  });
});
