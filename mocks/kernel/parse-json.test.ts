import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

const lists = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const objects = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('JSON from outside', () => {
  it.each([lists(200), objects(199), JSON.stringify('['.repeat(1000)), `[${'[],'.repeat(999)}[]]`])(
    'is read as usual, however many brackets it has: %#',
    (text) => {
      expect(parseJson(text)).toEqual(JSON.parse(text));
    },
  );

  it.each([lists(202), objects(201), lists(500_000), objects(100_000)])(
    'is refused when it is nested too deeply: %#',
    (text) => {
      expect(() => parseJson(text)).toThrow(RangeError);
    },
  );

  it('is refused when it is none', () => {
    expect(() => parseJson('{"a":')).toThrow(SyntaxError);
  });
});
