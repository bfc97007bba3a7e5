import { PaydrillError } from '../../core/errors.ts';
import { recordOfUnstarted } from '../../drill/unstarted.ts';
import type { Coverage } from '../../core/campaign.ts';
import type { PlayArgs } from './play.ts';
import type { SimulatedOutcome, SimulatedRun } from './simulated-run.ts';
import { simulateCommand } from './simulate-command.ts';
import { findTargetModule } from './target-module.ts';
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
 * @throws CONFIG_TARGET_MALFORMED, CONFIG_TARGET_MISSING, SIMULATOR_TARGET_LIVE_ONLY
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
    targetModule: run.target === undefined ? null : await findTargetModule(run.target),
  };
  if (options.thread !== undefined) return playOrExplain(options.thread, args);
  await using thread = createSimulatorThread();
  return await playOrExplain(thread, args);
}

async function playOrExplain(thread: SimulatorThread, args: PlayArgs): Promise<SeedOutcome> {
  try {
    return await thread.play(args);
  } catch (cause) {
    if (!(cause instanceof PaydrillError)) throw cause;
    const { scenario, seed, target } = args.run;
    const record = recordOfUnstarted(
      {
        plan: { scenario, seed, orders: [], plannedIterations: 0 },
        target,
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
