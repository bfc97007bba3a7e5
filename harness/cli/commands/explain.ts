import { closest } from 'fastest-levenshtein';
import type { Command } from 'commander';
import { allErrorCodes, ERROR_TABLES, findErrorRow } from '../error-tables.ts';
import { cliError } from '../errors.ts';
import type { Output } from '../output.ts';

export function addExplain(program: Command, output: Output): void {
  program
    .command('explain [code]')
    .description('what an error code or a reason in a verdict means, and what to do')
    .action((code: string | undefined) => {
      output.result(code === undefined ? listCodes() : explain(code));
    });
}

function explain(given: string): string {
  const codes = allErrorCodes();
  const code = codes.find((known) => known.toLowerCase() === given.toLowerCase());
  const row = code === undefined ? undefined : findErrorRow(code);
  if (code === undefined || row === undefined) {
    throw cliError('CLI_UNKNOWN_CODE', { got: given, nearest: closest(given, [...codes]) });
  }
  return `${code} (exit code ${row.exitCode})\n\n${row.message}\n\nWhat to do: ${row.hint}\n`;
}

function listCodes(): string {
  return Object.entries(ERROR_TABLES)
    .map(
      ([area, table]) =>
        `${area}\n${Object.keys(table)
          .map((code) => `  ${code}\n`)
          .join('')}`,
    )
    .join('\n');
}
