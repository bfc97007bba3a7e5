import type { Command } from 'commander';
import type { RunRecord } from '../../core/record.ts';
import { exitCodeOf } from '../../core/verdict.ts';
import { loadScenario, resolveSeed } from '../../config/index.ts';
import { planDrill } from '../../drill/plan-drill.ts';
import { runDrill } from '../../drill/run-drill.ts';
import type { DrillPlan } from '../../drill/world.ts';
import { createLocalWorld } from '../../live/local/local-world.ts';
import { findBinaries } from '../../live/binaries/index.ts';
import { writeEvents, writeRecord, writeReports } from '../../../reports/index.ts';
import type { Output } from '../output.ts';
import { replayCommandOf } from '../replay-command.ts';
import { createRunId } from '../run-id.ts';
import { openRunFolder } from '../run-folder.ts';
import { listenForStop } from '../stop-signals.ts';
import { createProgressPrinter } from '../terminal/progress-printer.ts';
import { createStyle } from '../terminal/style.ts';
import { renderVerdict } from '../terminal/verdict-text.ts';
import { PAYDRILL_VERSION } from '../version.ts';
import { addRunOptions, numberOf, type RunOptions } from './run-options.ts';

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
  const runId = createRunId(plan.scenario.name, plan.seed, new Date());
  const replayCommand = replayCommandOf(name, plan.seed, options);
  const log = options.quiet === true ? () => {} : output.log;
  log(`paydrill ${PAYDRILL_VERSION}, Node ${process.version}`);
  log(`seed ${plan.seed}, run ${runId}`);
  log(`replay: ${replayCommand}`);

  using stops = listenForStop(output.log);
  await using folder = await openRunFolder(options.out, runId, () =>
    stops.request({ kind: 'abort', message: 'asked to stop by paydrill abort' }),
  );
  const binaries = await findBinaries({
    chosen: { k6: options.k6, toxiproxy: options.toxiproxy },
    onProgress: log,
    signal: stops.signal,
  });
  log(`k6 ${binaries.k6.version} (${binaries.k6.path})`);
  log(`toxiproxy ${binaries.toxiproxy.version} (${binaries.toxiproxy.path})`);
  log(`hypothesis: ${plan.scenario.hypothesis}`);

  const printer = createProgressPrinter(process.stderr);
  const { record: judged, events } = await runDrill({
    plan,
    world: createLocalWorld({ runFolder: folder.path, logDirectory: folder.logsPath, ...binaries }),
    runId,
    versions: { paydrill: PAYDRILL_VERSION, node: process.version },
    replayCommand,
    observe: options.quiet === true ? () => {} : printer.observe,
    stop: stops.signal,
  });
  printer.end();

  const startedMs = performance.now();
  await writeRecord(folder.path, judged);
  await writeEvents(folder.path, events);
  const reports = await writeReports(folder.path, judged);
  for (const problem of reports.problems) output.log(`report not written: ${problem}`);
  const reportMs = performance.now() - startedMs;
  const record: RunRecord = {
    ...judged,
    rig: { ...judged.rig, reportMs, totalMs: judged.rig.totalMs + reportMs },
  };
  await writeRecord(folder.path, record);
  output.result(
    options.json === true
      ? `${JSON.stringify(record)}\n`
      : renderVerdict(record, reports.reportHtml, createStyle(process.stdout)),
  );
  return record;
}

async function planOf(name: string, options: RunOptions): Promise<DrillPlan> {
  const ratePerSecond = numberOf(options.rate);
  const scale = numberOf(options.scale);
  const scenario = await loadScenario(name, {
    ...(options.policy === undefined ? {} : { policy: options.policy }),
    ...(options.set === undefined ? {} : { set: options.set }),
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    ...(scale === undefined ? {} : { scale }),
  });
  return planDrill(scenario, resolveSeed(options.seed));
}
