import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { isCommand, quoteWord, splitWords } from '../config/index.ts';
import type { RunRecord } from '../core/record.ts';
import { caseError } from '../simulator/cases/index.ts';
import { cliError } from './errors.ts';

export interface RecordToReplay {
  readonly record: RunRecord;
  /** Its folder or file. */
  readonly path: string;
  /** Where runs of one's own are. */
  readonly out: string;
  /** Instead of the target that the record names. */
  readonly target?: string | undefined;
}

/**
 * The words after `paydrill` that play a record again. A record is data, and data from elsewhere
 * starts no program: what a target's command is, the record of a run of one's own decides, or whoever
 * types it.
 *
 * @throws CASE_NOTHING_TO_REPLAY, CLI_FOREIGN_PROGRAM
 */
export async function wordsToReplay(given: RecordToReplay): Promise<readonly string[]> {
  const { record, path, out, target } = given;
  const split = splitWords(record.replayCommand);
  const [program, command = '', ...words] = split.kind === 'words' ? split.words : [];
  if (program !== 'paydrill' || !['run', 'simulate'].includes(command)) {
    const reason = `its replay command is "${record.replayCommand}"`;
    throw caseError('CASE_NOTHING_TO_REPLAY', { path, reason });
  }
  // Of an option that is given twice the last counts.
  const chosen = target === undefined ? [] : ['--target', target];
  const started = words.filter((word) => startsProgram(word, target));
  if (started.length === 0 || (await isWithin(path, out))) return [command, ...words, ...chosen];
  throw cliError('CLI_FOREIGN_PROGRAM', { path, out, started: started.map(quoteWord).join(' ') });
}

function startsProgram(word: string, chosen: string | undefined): boolean {
  if (/^--(?:k6|toxiproxy)(?:=|$)/.test(word)) return true;
  return chosen === undefined && isCommand(word.replace(/^--target=/, ''));
}

async function isWithin(path: string, folder: string): Promise<boolean> {
  try {
    const [inner, outer] = await Promise.all([realpath(path), realpath(folder)]);
    return !/^\.\.(?:\/|$)/.test(relative(outer, inner));
  } catch {
    return false;
  }
}
