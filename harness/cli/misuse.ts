import type { Command } from 'commander';
import { closest } from 'fastest-levenshtein';
import type { PaydrillError } from '../core/errors.ts';
import { cliError } from './errors.ts';

/**
 * What the parser of the command line complains of, with a code like any other error. The parser
 * suggests a name only where one is very near; here the nearest is always told.
 */
export function describeMisuse(complaint: string, program: Command): PaydrillError {
  const text = complaint
    .trim()
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ');
  return cliError('CLI_USAGE', { problem: `${text}${suggestion(text, program)}` });
}

function suggestion(text: string, program: Command): string {
  if (text.includes('Did you mean')) return '';
  const [, what, got = ''] = /^unknown (option|command) '([^']*)'/.exec(text) ?? [];
  if (what === undefined) return '';
  const known =
    what === 'command'
      ? program.commands.map((command) => command.name())
      : program.commands.flatMap(({ options }) => options.map(({ long }) => long ?? ''));
  return known.length === 0 ? '' : ` (the nearest is ${closest(got, known)})`;
}
