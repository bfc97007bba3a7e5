import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteWord, splitWords } from './shell-words.ts';

describe('a command line', () => {
  it('gives back the words that were quoted, whatever is in them', () => {
    const words = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(words, (given) => {
        const text = given.map(quoteWord).join(' ');
        expect(splitWords(text)).toEqual({ kind: 'words', words: given });
      }),
    );
  });

  it.each([
    ['./my-service --flag', ['./my-service', '--flag']],
    ['  java\t-Dname="a b" -jar app.jar ', ['java', '-Dname=a b', '-jar', 'app.jar']],
    [
      String.raw`say "a \"b\" \$c \d" 'e "f"' g\ h`,
      ['say', String.raw`a "b" $c \d`, 'e "f"', 'g h'],
    ],
    [`x '' ""`, ['x', '', '']],
    ['x a~b a#b', ['x', 'a~b', 'a#b']],
    ['', []],
  ])('%s is split as a shell does', (text, words) => {
    expect(splitWords(text)).toEqual({ kind: 'words', words });
  });

  it.each([
    ['node a.js | tee log', '"|"'],
    ['a && b', '"&"'],
    ['a; b', '";"'],
    ['a > log', '">"'],
    ['a $HOME', '"$"'],
    ['a "$HOME"', '"$"'],
    ['a "`b`"', '"`"'],
    ['a (b)', '"("'],
    ['a *.jar', '"*"'],
    ['a {b,c}', '"{"'],
    ['a\nb', String.raw`"\n"`],
    ['~/bin/a', '"~"'],
    ['a #b', '"#"'],
  ])('%s is refused, because it needs a shell', (text, sign) => {
    const reason = `needs a shell for ${sign}`;
    expect(splitWords(text)).toEqual({ kind: 'refused', reason });
  });

  it.each([
    [`a 'b`, `opens a quote (') and does not close it`],
    ['a "b\\"', 'opens a quote (") and does not close it'],
    ['a b\\', 'ends with a backslash'],
  ])('%s is refused', (text, reason) => {
    expect(splitWords(text)).toEqual({ kind: 'refused', reason });
  });
});
