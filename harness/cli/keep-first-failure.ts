import { PaydrillError } from '../core/errors.ts';
import { saveCase, withSimulator, type Simulate } from '../simulator/cases/index.ts';
import type { SimulatedRun } from '../simulator/index.ts';
import { describeError } from './describe-error.ts';
import type { Output } from './output.ts';

export interface KeepFailureOptions {
  /** Folder that the case goes to. */
  readonly folder: string;
  readonly output: Output;
  readonly isQuiet?: boolean;
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
  { folder, output, isQuiet = false, stop }: KeepFailureOptions,
): Promise<string | null> {
  const log = isQuiet ? () => {} : output.log;
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
      const { run: shrunk, runs, isMinimal } = saved.shrunk;
      const size = `faults ${shrunk.scenario.faults.length}, orders ${shrunk.orders?.length ?? 'all'}`;
      log(`case ${saved.path}: ${size}${isMinimal ? '' : ', not minimal'}, after ${runs} runs`);
      if (saved.liveCommand !== null) log(`live: ${saved.liveCommand}`);
      log(saved.case.story);
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
