import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { RunRecord } from '../../core/record.ts';
import { quoteWord } from '../../config/index.ts';
import { exitCodeOf } from '../../core/verdict.ts';
import {
  readSimulatedRun,
  renderStoryMarkdown,
  renderStoryText,
  replayCase,
  tellStory,
  withSimulator,
} from '../../simulator/cases/index.ts';
import { OUTCOME_WORDS, readRecord } from '../../../reports/index.ts';
import type { Output } from '../output.ts';
import { givenPath } from '../given-path.ts';
import { wordsToReplay } from '../words-to-replay.ts';

interface ReplayOptions {
  readonly out: string;
  readonly target?: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** @param runCommand plays another command line, for runs that replay by their own */
export function addReplay(
  program: Command,
  output: Output,
  runCommand: (args: readonly string[]) => Promise<number>,
): void {
  program
    .command('replay <what>')
    .description('a case, or the run of a record (folder, record.json or run id), once more')
    .option('--out <dir>', 'where runs are kept', givenPath, 'runs')
    .option('--target <target>', 'instead of the target that the case or record names')
    .option('--markdown', 'the story as Markdown')
    .option('--json', 'stdout carries the run record and nothing else')
    .addHelpText(
      'after',
      '\nThe verdict of the run decides the exit code: a case that fails as it should ends with 1.\nWhether it went as its file says is told on stderr.',
    )
    .action(async (what: string, options: ReplayOptions) => {
      const kind = await kindOf(what, options.out);
      process.exitCode =
        kind.kind === 'case'
          ? await replayFile(what, options, output)
          : await replayRecord(kind.path, options, output, runCommand);
    });
}

type Replayable = { readonly kind: 'case' } | { readonly kind: 'record'; readonly path: string };

/** A case may be JSON as well, so that of the JSON files only `record.json` is a record. */
async function kindOf(what: string, out: string): Promise<Replayable> {
  if (/\.ya?ml$/.test(what)) return { kind: 'case' };
  if (what.endsWith('.json') && !what.endsWith('record.json')) return { kind: 'case' };
  if (what.endsWith('record.json')) return { kind: 'record', path: what };
  const isFolder = await stat(what).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return { kind: 'record', path: isFolder ? what : join(out, what) };
}

async function replayFile(path: string, options: ReplayOptions, output: Output): Promise<number> {
  const { played, outcome, differences } = await replayCase(path, { target: options.target });
  output.log(
    differences.length === 0
      ? `goes as ${path} says: ${played.expected.outcome}${played.expected.violated.map((name) => `, ${name}`).join('')}`
      : `does NOT go as ${path} says: ${differences.join('; ')}`,
  );
  show(outcome.record, tellStory(played.run, outcome), options, output);
  return exitCodeOf(outcome.record.verdict);
}

async function replayRecord(
  path: string,
  options: ReplayOptions,
  output: Output,
  runCommand: (args: readonly string[]) => Promise<number>,
): Promise<number> {
  const record = await readRecord(path);
  const recorded = record.world === 'simulated' ? readSimulatedRun(record) : null;
  if (recorded === null) return replayByCommand(record, path, options, output, runCommand);
  const run = { ...recorded, target: options.target ?? recorded.target };
  const { runId, versions, replayCommand } = record;
  const outcome = await withSimulator((simulate) => simulate(run), {
    runId,
    versions,
    replayCommand,
  });
  output.log(
    outcome.record.verdict.outcome === record.verdict.outcome
      ? `goes as ${path} says: ${record.verdict.outcome}`
      : `does NOT go as ${path} says: ${outcome.record.verdict.outcome}, recorded as ${record.verdict.outcome}`,
  );
  show(outcome.record, tellStory(run, outcome), options, output);
  return exitCodeOf(outcome.record.verdict);
}

/** Only paydrill's own `run` and `simulate`: a record is data, and data starts no other program. */
async function replayByCommand(
  record: RunRecord,
  path: string,
  options: ReplayOptions,
  output: Output,
  runCommand: (args: readonly string[]) => Promise<number>,
): Promise<number> {
  const { out, target, json } = options;
  const words = await wordsToReplay({ record, path, out, target });
  output.log(`replay: ${['paydrill', ...words].map(quoteWord).join(' ')}`);
  return runCommand([...words, '--out', out, ...(json === true ? ['--json'] : [])]);
}

function show(
  record: RunRecord,
  story: ReturnType<typeof tellStory>,
  { json, markdown }: ReplayOptions,
  output: Output,
): void {
  if (json === true) {
    output.result(`${JSON.stringify(record)}\n`);
    return;
  }
  const words = OUTCOME_WORDS[record.verdict.outcome];
  output.result(
    markdown === true
      ? `### ${words}\n\n${renderStoryMarkdown(story)}`
      : `${words}  ${renderStoryText(story)}`,
  );
}
