import { stripVTControlCharacters } from 'node:util';

/** Where the words of every line of a verdict begin. */
const INDENT = 10;
/** Narrower than this, wrapping would leave a word a line. */
const NARROWEST = 40;

/**
 * Breaks a line between words so that it fits, and begins what follows where its own words begin.
 * Lines that are in the text stay. Without a width (no terminal) that is all, so that whoever
 * searches the text finds it.
 */
export function wrapLine(line: string, columns: number | undefined): string {
  const width = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(columns, NARROWEST);
  const [first = '', ...others] = line.split('\n');
  const indent = ' '.repeat(indentOf(first));
  return [first, ...others.map((other) => indent + other)]
    .flatMap((each) => breakLine(each, width, indent))
    .join('\n');
}

function breakLine(line: string, width: number, indent: string): readonly string[] {
  if (lengthOf(line) <= width) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/(?<=\S) /)) {
    const longer = current === '' ? word : `${current} ${word}`;
    const isTooLong = lengthOf(longer) > width;
    // What would not fit on a line of its own either, a path mostly, stays beside its title.
    if (isTooLong && lengthOf(indent + word.trimStart()) <= width) {
      lines.push(current);
      current = indent + word.trimStart();
    } else current = longer;
  }
  return [...lines, current];
}

/** Of a witness's event it is further in than of a line with a title. */
function indentOf(line: string): number {
  const spaces = /^ */.exec(stripVTControlCharacters(line))?.[0].length ?? 0;
  return Math.max(spaces, INDENT);
}

const lengthOf = (text: string): number => stripVTControlCharacters(text).length;
