import { PaydrillError } from '../core/errors.ts';
import {
  saveCase,
  withSimulator,
  type SavedCase,
  type Simulate,
} from '../simulator/cases/index.ts';
import type { SimulatedRun } from '../simulator/index.ts';
import { formatCount } from '../../reports/index.ts';
import { describeError } from './describe-error.ts';
import type { Output } from './output.ts';

export interface KeepFailureOptions {
  /** Folder that the case goes to. */
  readonly folder: string;
  readonly output: Output;
  readonly isQuiet?: boolean;
  /** What it was shrunk to belongs to the result; else it is told with the progress. */
  readonly tellsOnStdout?: boolean;
  /** Keeps what is found until then. */
  readonly stop?: AbortSignal;
}

/** Steps are told so often that somebody who waits sees that it goes on. */
const TELL_EVERY_RUNS = 20;

/**
 * Shrinks one failing seed of a campaign and keeps it as a case. A search that comes to nothing
 * leaves the campaign as it is.
 *
 * @returns the path of the case, or null
 */
export async function keepFailureAsCase(
  run: SimulatedRun,
  { folder, output, isQuiet = false, tellsOnStdout = false, stop }: KeepFailureOptions,
): Promise<string | null> {
  const log = isQuiet ? () => {} : output.log;
  const tell = tellsOnStdout ? output.result : (text: string) => log(text.trimEnd());
  const { seed } = run;
  log(`shrinking seed ${seed}`);
  try {
    const keep = async (simulate: Simulate): Promise<string> => {
      const saved = await saveCase(run, {
        simulate,
        folder,
        ...(stop === undefined ? {} : { stop }),
        onProgress: ({ pass, runs, faults, orders }) => {
          if (runs % TELL_EVERY_RUNS !== 0) return;
          log(`  ${pass}: ${runs} runs, ${faults} faults, ${orders ?? 'all'} orders left`);
        },
      });
      tell(describeCase(saved));
      return saved.path;
    };
    return await withSimulator(keep, stop === undefined ? {} : { stop });
  } catch (error) {
    if (!(error instanceof PaydrillError)) throw error;
    // Ended before anything was found that fails: there is nothing to tell but that.
    if (stop?.aborted === true) return null;
    output.log(describeError(error));
    return null;
  }
}

/** What is left of the run, how to see it again, and what happened. */
function describeCase({ path, case: kept, liveCommand, shrunk }: SavedCase): string {
  const { run, runs, isMinimal } = shrunk;
  const faults = formatCount(run.scenario.faults.length, 'fault');
  const payments = run.orders === null ? 'all payments' : formatCount(run.orders.length, 'payment');
  const end = isMinimal ? '' : '; there may be less';
  const lines = [
    '',
    `shrunk    to ${faults} and ${payments} in ${formatCount(runs, 'run')}${end}`,
    `case      ${path}`,
    `replay    ${kept.replayCommand}`,
    ...(liveCommand === null ? [] : [`live      ${liveCommand}`]),
    '',
    kept.story.trimEnd(),
  ];
  return `${lines.join('\n')}\n`;
}
