import type { Command } from 'commander';
import { PaydrillError } from '../../core/errors.ts';
import type { RunEvent } from '../../core/events.ts';
import type { RunRecord } from '../../core/record.ts';
import { exitCodeOf, type Verdict } from '../../core/verdict.ts';
import { findTarget, loadScenario, resolveSeed, type FoundTarget } from '../../config/index.ts';
import { planDrill } from '../../drill/plan-drill.ts';
import { runDrill } from '../../drill/run-drill.ts';
import type { DrillPlan, World } from '../../drill/world.ts';
import { createLocalWorld } from '../../live/local/local-world.ts';
import { findBinaries } from '../../live/binaries/index.ts';
import { writeEvents, writeRecord, writeReports } from '../../../reports/index.ts';
import type { Output } from '../output.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { describeError } from '../describe-error.ts';
import { replayCommandOf } from '../replay-command.ts';
import { createRunId } from '../run-id.ts';
import { openRunFolder, type RunFolder } from '../run-folder.ts';
import { listenForStop } from '../stop-signals.ts';
import { reasonOf, StopRequest } from '../../drill/ending.ts';
import { createProgressPrinter } from '../terminal/progress-printer.ts';
import { createStyle } from '../terminal/style.ts';
import { renderVerdict } from '../terminal/verdict-text.ts';
import { PAYDRILL_VERSION } from '../version.ts';
import { addRunOptions, changesOf, type RunOptions } from './run-options.ts';

/** What its events take at the least: 4 to 6 KB were measured, more the more goes wrong. */
const LEAST_BYTES_PER_PAYMENT = 3_000;

export function addRun(program: Command, output: Output): void {
  addRunOptions(
    program
      .command('run <scenario>')
      .description('one live drill: k6 -> target -> Toxiproxy -> gateways; verdict and reports'),
  ).action(async (scenario: string, options: RunOptions) => {
    const record = await runCommand(scenario, options, output);
    process.exitCode = exitCodeOf(record.verdict);
  });
}

async function runCommand(name: string, options: RunOptions, output: Output): Promise<RunRecord> {
  const plan = await planOf(name, options);
  const target = options.target === undefined ? undefined : await findTarget(options.target);
  const runId = createRunId(plan.scenario.name, plan.seed, new Date());
  const replayCommand = replayCommandOf(name, plan.seed, options);
  const log = options.quiet === true ? () => {} : output.log;
  // Before the first line: whoever has seen one may press Ctrl-C, and gets an orderly stop.
  using stops = listenForStop(output.log);
  log(`paydrill ${PAYDRILL_VERSION}, Node ${process.version}`);
  log(`seed ${plan.seed}, run ${runId}`);
  log(`replay: ${replayCommand}`);

  const onAbort = (): void =>
    stops.request(new StopRequest('abort', 'asked to stop by paydrill abort'));
  const neededBytes = plan.plannedIterations * LEAST_BYTES_PER_PAYMENT;
  await using folder = await openRunFolder(options.out, runId, onAbort, neededBytes);
  log(`hypothesis: ${plan.scenario.hypothesis}`);
  if (target !== undefined) log(`target: ${target.given}`);

  const printer = createProgressPrinter(process.stderr);
  const { record: judged, events } = await runDrill({
    plan,
    target: target?.given,
    world: findThenStart({ options, target, folder, log }),
    runId,
    versions: { paydrill: PAYDRILL_VERSION, node: process.version },
    replayCommand,
    observe: options.quiet === true ? () => {} : printer.observe,
    stop: stops.signal,
    beforeJudging: collectGarbage,
  });
  printer.end();

  const { record, reportHtml } = await keep(folder.path, judged, events, output);
  output.result(
    options.json === true
      ? `${JSON.stringify(record)}\n`
      : renderVerdict(record, reportHtml, createStyle(process.stdout), process.stdout.columns),
  );
  return record;
}

interface WorldParts {
  readonly options: RunOptions;
  readonly target: FoundTarget | undefined;
  readonly folder: RunFolder;
  readonly log: (text: string) => void;
}

/** The local world; k6 and Toxiproxy are found, or made, when it starts. */
function findThenStart({ options, target, folder, log }: WorldParts): World {
  return {
    name: 'local',
    start: async (plan, signal) => {
      const binaries = await findBinaries({
        chosen: { k6: options.k6, toxiproxy: options.toxiproxy },
        onProgress: log,
        signal,
      });
      log(`k6 ${binaries.k6.version} (${binaries.k6.path})`);
      log(`toxiproxy ${binaries.toxiproxy.version} (${binaries.toxiproxy.path})`);
      const { path: runFolder, logsPath: logDirectory } = folder;
      return createLocalWorld({ runFolder, logDirectory, target, ...binaries }).start(plan, signal);
    },
  };
}

interface Kept {
  readonly record: RunRecord;
  readonly reportHtml: string | null;
}

/**
 * Writes the record first, then everything else. A record or events that can't be written are said and
 * make the run a rig error unless it failed by money, in the reports too; the verdict is printed all
 * the same.
 */
async function keep(
  folder: string,
  judged: RunRecord,
  events: readonly RunEvent[],
  output: Output,
): Promise<Kept> {
  const startedMs = performance.now();
  const problems: PaydrillError[] = [];
  const attempt = async (write: () => Promise<unknown>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof PaydrillError)) throw error;
      problems.push(error);
      output.log(describeError(error));
    }
  };
  await attempt(() => writeRecord(folder, judged));
  await attempt(() => writeEvents(folder, events));
  const verdict = withProblems(judged.verdict, problems);
  const reports = await writeReports(folder, { ...judged, verdict });
  for (const problem of reports.problems) output.log(describeError(problem));
  const reportMs = performance.now() - startedMs;
  const record: RunRecord = {
    ...judged,
    verdict,
    rig: { ...judged.rig, reportMs, totalMs: judged.rig.totalMs + reportMs },
  };
  await attempt(() => writeRecord(folder, record));
  return {
    record: { ...record, verdict: withProblems(judged.verdict, problems) },
    reportHtml: reports.reportHtml,
  };
}

function withProblems(verdict: Verdict, problems: readonly PaydrillError[]): Verdict {
  if (problems.length === 0) return verdict;
  const reasons = [...verdict.reasons, ...problems.map(reasonOf)];
  return { outcome: verdict.outcome === 'failed' ? 'failed' : 'rig-error', reasons };
}

async function planOf(name: string, options: RunOptions): Promise<DrillPlan> {
  const scenario = await loadScenario(name, changesOf(options));
  return planDrill(scenario, resolveSeed(options.seed));
}
