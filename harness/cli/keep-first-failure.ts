import { PaydrillError } from '../core/errors.ts';
import { parseSeed } from '../core/ids.ts';
import type { Scenario } from '../core/scenario.ts';
import { saveCase, withSimulator } from '../simulator/cases/index.ts';
import type { Output } from './output.ts';

export interface KeepFailureOptions {
  /** Folder that the case goes to. */
  readonly folder: string;
  readonly output: Output;
  readonly isQuiet?: boolean;
  /** Instead of the reference service. */
  readonly target?: string | undefined;
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
  scenario: Scenario,
  seed: number,
  { folder, output, isQuiet = false, target, stop }: KeepFailureOptions,
): Promise<string | null> {
  const log = isQuiet ? () => {} : output.log;
  log(`shrinking seed ${seed}`);
  try {
    return await withSimulator(async (simulate) => {
      const saved = await saveCase(
        { scenario, seed: parseSeed(seed), orders: null, arrivals: null, target },
        {
          simulate,
          folder,
          ...(stop === undefined ? {} : { stop }),
          onProgress: ({ pass, runs, faults, orders }) => {
            if (runs % TELL_EVERY_RUNS !== 0) return;
            log(`  ${pass}: ${runs} runs, ${faults} faults, ${orders ?? 'all'} orders left`);
          },
        },
      );
      const { run, runs, isMinimal } = saved.shrunk;
      const size = `faults ${run.scenario.faults.length}, orders ${run.orders?.length ?? 'all'}`;
      log(`case ${saved.path}: ${size}${isMinimal ? '' : ', not minimal'}, after ${runs} runs`);
      if (saved.livePath !== null) log(`live: paydrill run ${saved.livePath} --seed ${seed}`);
      log(saved.case.story);
      return saved.path;
    });
  } catch (error) {
    if (!(error instanceof PaydrillError)) throw error;
    output.log(`${error.code}: ${error.message}\nWhat to do: ${error.hint}`);
    return null;
  }
}
