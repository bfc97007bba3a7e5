// Command lines without a shell. A shell would stand between a drill and the process that it kills,
// and would expand what nobody meant to be expanded; what only a shell can do is refused by name.

export type SplitText =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** `reason` goes on after "it": "needs a shell for ...". */
  | { readonly kind: 'refused'; readonly reason: string };

/** What a shell would do something with where it stands bare. */
const SYNTAX = /[|&;<>()$`*?[\]{}\n\r]/;
/** Not even double quotes keep a shell from these. */
const EXPANDED = /[$`]/;
/** A backslash in double quotes keeps the meaning off these alone. */
const ESCAPABLE = /["\\$`]/;

/** The words of a command as a shell would split it, with its quotes and backslashes undone. */
export function splitWords(text: string): SplitText {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    const isQuote = sign === "'" || sign === '"';
    if (/[ \t]/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (isQuote) {
      const quoted = readQuoted(text, at);
      if ('reason' in quoted) return { kind: 'refused', reason: quoted.reason };
      word = (word ?? '') + quoted.inside;
      at = quoted.end;
    } else if (sign === '\\') {
      at += 1;
      if (at === text.length) return { kind: 'refused', reason: 'ends with a backslash' };
      word = (word ?? '') + text.charAt(at);
    } else if (SYNTAX.test(sign) || (word === null && /[~#]/.test(sign))) {
      return { kind: 'refused', reason: `needs a shell for ${JSON.stringify(sign)}` };
    } else {
      word = (word ?? '') + sign;
    }
  }
  if (word !== null) words.push(word);
  return { kind: 'words', words };
}

type Quoted = { readonly inside: string; readonly end: number } | { readonly reason: string };

function readQuoted(text: string, start: number): Quoted {
  const quote = text.charAt(start);
  let inside = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === quote) return { inside, end: at };
    if (quote === '"' && sign === '\\' && ESCAPABLE.test(text.charAt(at + 1))) {
      at += 1;
      inside += text.charAt(at);
    } else if (quote === '"' && EXPANDED.test(sign)) {
      return { reason: `needs a shell for ${JSON.stringify(sign)}` };
    } else {
      inside += sign;
    }
  }
  return { reason: `opens a quote (${quote}) and does not close it` };
}

/** A word as it is written on a command line, so that shells and `splitWords` give it back. */
export const quoteWord = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
