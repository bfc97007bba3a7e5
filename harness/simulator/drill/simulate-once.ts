import { PaydrillError } from '../../core/errors.ts';
import { recordOfUnstarted } from '../../drill/unstarted.ts';
import type { Coverage } from '../../core/campaign.ts';
import type { PlayArgs } from './play.ts';
import type { SimulatedOutcome, SimulatedRun } from './simulated-run.ts';
import { simulateCommand } from './simulate-command.ts';
import { findTarget } from './target-module.ts';
import { createSimulatorThread, type SimulatorThread } from './simulator-thread.ts';

export interface SimulateOptions {
  /** Plays it in this thread, which has loaded everything; default: one of its own. */
  readonly thread?: SimulatorThread;
  readonly runId?: string;
  /** `paydrill` and `node`. */
  readonly versions?: Readonly<Record<string, string>>;
  readonly replayCommand?: string;
}

/**
 * Plays one drill in virtual time and judges it: the steps, the service, the gateways and the judge
 * of a live one. A run that does not come to its end has a record with a rig error that names what
 * it was waiting for.
 *
 * @throws SIMULATOR_TARGET_MALFORMED, SIMULATOR_TARGET_MISSING
 */
export async function simulateOnce(
  run: SimulatedRun,
  options: SimulateOptions = {},
): Promise<SimulatedOutcome> {
  const { events, ...outcome } = await simulateSeed(run, { ...options, gives: 'events' });
  return { ...outcome, events: events ?? [] };
}

export interface SeedOutcome extends Omit<SimulatedOutcome, 'events'> {
  readonly events: SimulatedOutcome['events'] | null;
  readonly coverage: Coverage;
}

/** The same for campaigns, which want the events of few seeds. */
export async function simulateSeed(
  run: SimulatedRun,
  options: SimulateOptions & Pick<PlayArgs, 'gives'>,
): Promise<SeedOutcome> {
  const { scenario, seed } = run;
  const args: PlayArgs = {
    run,
    runId: options.runId ?? `simulated-${scenario.name}-${seed}`,
    versions: options.versions ?? { node: process.version },
    replayCommand: options.replayCommand ?? simulateCommand(scenario.name, seed, 1, run.target),
    gives: options.gives,
    targetModule: run.target === undefined ? null : await findTarget(run.target),
  };
  if (options.thread !== undefined) return named(await playOrExplain(options.thread, args), run);
  await using thread = createSimulatorThread();
  return named(await playOrExplain(thread, args), run);
}

/** The record says what was tested, so that it can be replayed. */
function named(outcome: SeedOutcome, { target }: SimulatedRun): SeedOutcome {
  if (target === undefined) return outcome;
  const { record } = outcome;
  return { ...outcome, record: { ...record, options: { ...record.options, target } } };
}

async function playOrExplain(thread: SimulatorThread, args: PlayArgs): Promise<SeedOutcome> {
  try {
    return await thread.play(args);
  } catch (cause) {
    if (!(cause instanceof PaydrillError)) throw cause;
    const { scenario, seed } = args.run;
    const record = recordOfUnstarted(
      {
        plan: { scenario, seed, orders: [], plannedIterations: 0 },
        world: { name: 'simulated', start: () => Promise.reject(cause) },
        runId: args.runId,
        versions: args.versions,
        replayCommand: args.replayCommand,
        observe: () => {},
        stop: new AbortController().signal,
      },
      cause,
      0,
    );
    return { record, events: [], coverage: {}, hash: '', simulatedMs: 0 };
  }
}
