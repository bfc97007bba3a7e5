import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shrink, type ShrinkOptions, type ShrinkResult } from '../search/shrink.ts';
import { brokenNames } from '../search/failure.ts';
import { liveCommand as liveCommandOf } from '../drill/simulate-command.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';
import { nameOfTarget } from '../drill/target-module.ts';
import type { Case } from './case.ts';
import { caseError } from './errors.ts';
import { findLiveScenario } from './live-scenario.ts';
import { renderCase, renderScenarioFile } from './render-case.ts';
import { renderStoryText } from './story/render-story.ts';
import { tellStory } from './story/tell-story.ts';

export interface SavedCase {
  readonly path: string;
  /** A scenario for `paydrill run` that fails in the same way; null where there is none. */
  readonly livePath: string | null;
  /** Plays that, against the same target. */
  readonly liveCommand: string | null;
  readonly case: Case;
  readonly shrunk: ShrinkResult;
}

export interface SaveCaseOptions extends ShrinkOptions {
  /** Folder of the case library. */
  readonly folder: string;
  /** Default: scenario, policy and what broke. */
  readonly name?: string;
  /** Default: `paydrill replay` with its path. */
  readonly replayCommand?: string;
  /** Default true: looks for a scenario that can be played on real sockets too. */
  readonly isLiveWanted?: boolean;
}

/**
 * Shrinks a failing run and keeps it as `<folder>/<name>.yaml`, and as `<folder>/live/<name>.yaml`
 * where it can be played on real sockets too.
 *
 * @throws PaydrillError as `shrink` does; CASE_CANNOT_WRITE
 */
export async function saveCase(run: SimulatedRun, options: SaveCaseOptions): Promise<SavedCase> {
  const shrunk = await shrink(run, options);
  const { scenario } = shrunk.run;
  const tested = run.target === undefined ? scenario.policy.name : nameOfTarget(run.target);
  const name = options.name ?? `${scenario.name}-${tested}-${shrunk.failure.name}`.slice(0, 100);
  const path = join(options.folder, `${name}.yaml`);
  const { record } = shrunk.outcome;
  const saved: Case = {
    name,
    run: shrunk.run,
    expected: { outcome: record.verdict.outcome, violated: brokenNames(record) },
    story: renderStoryText(tellStory(shrunk.run, shrunk.outcome)),
    replayCommand: options.replayCommand ?? `paydrill replay ${path}`,
  };
  const isLiveWanted = (options.isLiveWanted ?? true) && options.stop?.aborted !== true;
  const live = isLiveWanted
    ? await findLiveScenario(shrunk.run, shrunk.failure, options.simulate)
    : null;
  await write(options.folder, path, renderCase(saved));
  if (live === null) return { path, livePath: null, liveCommand: null, case: saved, shrunk };
  const liveFolder = join(options.folder, 'live');
  const livePath = join(liveFolder, `${name}.yaml`);
  const liveCommand = liveCommandOf(livePath, run.seed, run.target);
  await write(liveFolder, livePath, renderScenarioFile(live, liveCommand));
  return { path, livePath, liveCommand, case: saved, shrunk };
}

async function write(folder: string, path: string, text: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw caseError('CASE_CANNOT_WRITE', { path, reason }, { cause });
  }
}
