import { styleText } from 'node:util';
import { describe, expect, it } from 'vitest';
import { wrapLine } from './wrap-line.ts';

const WORDS = 'held      all 3: no-double-charge, paid-means-paid, money-adds-up';

describe('a line of the verdict', () => {
  it('is broken between words, under its own first word', () => {
    expect(wrapLine(WORDS, 45).split('\n')).toEqual([
      'held      all 3: no-double-charge,',
      '          paid-means-paid, money-adds-up',
    ]);
  });

  it('stays whole without a terminal, and where it fits', () => {
    expect(wrapLine(WORDS, undefined)).toBe(WORDS);
    expect(wrapLine(WORDS, 200)).toBe(WORDS);
  });

  it('keeps the lines of a text', () => {
    expect(wrapLine('because   it says:\none\ntwo', undefined)).toBe(
      'because   it says:\n          one\n          two',
    );
  });

  it('never breaks a word, and goes no narrower than 40', () => {
    const path = `report    ${'x'.repeat(90)}`;
    expect(wrapLine(path, 50)).toBe(path);
    expect(wrapLine('held      one two three four five', 1).split('\n')).toHaveLength(1);
  });

  it('counts no colours', () => {
    const painted = styleText('red', 'broke', { validateStream: false });
    expect(wrapLine(`${painted}     ${'y '.repeat(14)}`.trimEnd(), 40).split('\n')).toHaveLength(1);
  });
});
