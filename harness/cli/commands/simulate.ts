import { join } from 'node:path';
import type { Command } from 'commander';
import type { CampaignRecord } from '../../core/campaign.ts';
import { PaydrillError } from '../../core/errors.ts';
import type { RunEvent } from '../../core/events.ts';
import type { RunRecord } from '../../core/record.ts';
import { exitCodeOf } from '../../core/verdict.ts';
import { loadScenario, resolveCampaign, resolveSeed } from '../../config/index.ts';
import { stopReason } from '../../drill/ending.ts';
import { findTargetModule, runOfSeed, simulate } from '../../simulator/index.ts';
import { writeCampaign, writeEvents, writeRecord, writeReports } from '../../../reports/index.ts';
import { keepFailureAsCase } from '../keep-first-failure.ts';
import { makeFolder } from '../make-folder.ts';
import { describeError } from '../describe-error.ts';
import type { Output } from '../output.ts';
import { simulateCommandOf } from '../replay-command.ts';
import { createRunId } from '../run-id.ts';
import { listenForStop, SIMULATION_STOPS } from '../stop-signals.ts';
import { createCampaignPrinter } from '../terminal/campaign-printer.ts';
import { renderCampaign } from '../terminal/campaign-text.ts';
import { createStyle } from '../terminal/style.ts';
import { PAYDRILL_VERSION } from '../version.ts';
import { addScenarioOptions, addOutputOptions, changesOf, type RunOptions } from './run-options.ts';

export interface SimulateOptions extends Omit<RunOptions, 'k6' | 'toxiproxy'> {
  readonly seeds?: string;
  readonly workers?: string;
  readonly shard?: string;
  readonly timeLimit?: string;
  readonly swarm?: string | boolean;
  readonly untilFailure?: boolean;
  readonly checkDeterminism?: boolean;
  readonly requireCoverage?: boolean;
  /** True unless `--no-shrink` is given. */
  readonly shrink: boolean;
}

/** Each keeps its events, some megabytes: a campaign in which all fail must not fill the disk. */
const MOST_KEPT = 10;

export function addSimulate(program: Command, output: Output): void {
  const command = addScenarioOptions(
    program
      .command('simulate <scenario>')
      .description('the same scenario in virtual time: many seeds, each judged as a live run'),
  )
    .option('--target <module:path>', 'a payment service of your own (docs/targets.md)')
    .option('--seeds <n>', 'how many seeds, counted on from --seed (default: 100)')
    .option('--workers <n>', 'threads that play at once (default: one a processor)')
    .option('--shard <i/n>', 'plays every n-th seed only, from the i-th on')
    .option(
      '--swarm [variant]',
      'draws faults, crashes, load and margins of the policy from each seed, those that promise ' +
        'what is rare; a number is always that draw of a seed',
    )
    .option('--until-failure', 'begins no seed after the first that failed')
    .option('--time-limit <duration>', 'begins no seed after this much real time')
    .option('--check-determinism', 'plays every seed twice and compares the two')
    .option(
      '--require-coverage',
      'fails when a fault never met a payment state that it could meet',
    );
  command.option('--no-shrink', 'keeps no case of the first seed that failed');
  addOutputOptions(command).action(async (scenario: string, options: SimulateOptions) => {
    const record = await simulateCommand(scenario, options, output);
    process.exitCode = exitCodeOf(record.verdict);
  });
}

async function simulateCommand(
  name: string,
  options: SimulateOptions,
  output: Output,
): Promise<CampaignRecord> {
  const seed = resolveSeed(options.seed);
  const campaign = resolveCampaign(options, seed);
  const scenario = await loadScenario(name, changesOf(options));
  const { target } = options;
  if (target !== undefined) await findTargetModule(target);
  const startedAt = new Date();
  const campaignId = createRunId(`simulate-${scenario.name}`, seed, startedAt);
  const folder = join(options.out, campaignId);
  await makeFolder(folder);
  const log = options.quiet === true ? () => {} : output.log;
  // Before the first line: whoever has seen one may press Ctrl-C, and gets an orderly stop.
  using stops = listenForStop(output.log, SIMULATION_STOPS);
  const replayCommand = simulateCommandOf(name, seed, options, campaign.seeds, campaign.swarm);
  log(`paydrill ${PAYDRILL_VERSION}, Node ${process.version}`);
  log(`seeds ${seed} to ${seed + campaign.seeds - 1}, campaign ${campaignId}`);
  log(`replay: ${replayCommand}`);
  log(`hypothesis: ${scenario.hypothesis}`);
  if (target !== undefined) log(`target: ${target}`);

  const printer = createCampaignPrinter(process.stderr, options.quiet === true);
  let kept = 0;
  const keep = async (run: RunRecord, events: readonly RunEvent[]): Promise<string | null> => {
    if (kept >= MOST_KEPT) return null;
    kept += 1;
    return keepRun(join(folder, run.runId), run, events, output);
  };
  const record = await simulate({
    ...campaign,
    scenario,
    target,
    seed,
    campaignId,
    versions: { paydrill: PAYDRILL_VERSION, node: process.version },
    replayCommand,
    replayCommandOf: (one, variant) => simulateCommandOf(name, one, options, 1, variant),
    untilFailure: options.untilFailure === true,
    checkDeterminism: options.checkDeterminism === true,
    requireCoverage: options.requireCoverage === true,
    stop: stops.signal,
    stopReason: () => stopReason(stops.signal),
    keep,
    observe: printer.observe,
  });
  printer.end();

  await keepCampaign(folder, record, output);
  const shown = (whole: CampaignRecord): void =>
    output.result(
      options.json === true
        ? `${JSON.stringify(whole)}\n`
        : renderCampaign(whole, folder, createStyle(process.stdout)),
    );
  const { firstFailure } = record;
  const isShrunk =
    firstFailure !== null && canShrink(record) && options.shrink && !stops.signal.aborted;
  // A person reads what was found while it is shrunk; a script gets one document with all of it.
  if (options.json !== true || !isShrunk) shown(record);
  if (!isShrunk) return record;
  const { seed: failed } = firstFailure;
  const casePath = await keepFailureAsCase(
    { ...runOfSeed(record, scenario, failed), target },
    {
      folder: join(folder, 'cases'),
      output,
      isQuiet: options.quiet === true,
      tellsOnStdout: options.json !== true,
      stop: stops.signal,
    },
  );
  const whole = { ...record, firstFailure: { ...firstFailure, casePath } };
  if (casePath !== null) await keepCampaign(folder, whole, output);
  if (options.json === true) shown(whole);
  return whole;
}

/** What never came to its end has broken nothing that could be made smaller. */
const canShrink = ({ runs, firstFailure }: CampaignRecord): boolean =>
  runs.some(({ seed, outcome }) => seed === firstFailure?.seed && outcome === 'failed');

async function keepCampaign(folder: string, record: CampaignRecord, output: Output): Promise<void> {
  await tellProblems(output, async () => {
    const problems = await writeCampaign(folder, record);
    for (const problem of problems) output.log(`report not written: ${problem}`);
  });
}

/** A failing seed leaves what a live run leaves; null when it could not be written. */
async function keepRun(
  folder: string,
  record: RunRecord,
  events: readonly RunEvent[],
  output: Output,
): Promise<string | null> {
  const isKept = await tellProblems(output, async () => {
    await writeRecord(folder, record);
    await writeEvents(folder, events);
    const { problems } = await writeReports(folder, record);
    for (const problem of problems) output.log(describeError(problem));
  });
  return isKept ? folder : null;
}

async function tellProblems(output: Output, write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (!(error instanceof PaydrillError)) throw error;
    output.log(describeError(error));
    process.exitCode = error.exitCode;
    return false;
  }
}
