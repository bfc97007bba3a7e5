import type { Scenario } from '../../core/scenario.ts';
import { phaseStarts } from '../../core/scenario.ts';
import { simulatorError } from '../errors.ts';
import { createVirtualWorld, type VirtualWorld } from '../virtual-world.ts';
import type { PlayArgs, Played } from './play.ts';

export interface ThreadOutcome extends Played {
  readonly hash: string;
  readonly simulatedMs: number;
}

/** A thread that plays drills one after the other and loads what they need once. */
export interface SimulatorThread extends AsyncDisposable {
  /** @throws SIMULATOR_DEADLINE, SIMULATOR_WALL_DEADLINE, SIMULATOR_PROCESS_CRASHED, ... */
  play(args: PlayArgs): Promise<ThreadOutcome>;
}

export interface SimulatorThreadOptions {
  /**
   * Real time that one drill may take before its thread is ended; default ten minutes, and two with
   * a target of somebody's own, which may loop for ever.
   */
  readonly wallDeadlineMs?: number;
  /** What modules of the processes say instead of their files, by the URL of the file. */
  readonly sources?: Readonly<Record<string, string>>;
}

const WALL_MS = 600_000;
const TARGET_WALL_MS = 120_000;
/** Modules are never unloaded: a target leaves some megabytes behind each time that it is loaded. */
const MOST_TARGETS = 32;
/** For start, final readings and the collection of events; customers end on their own before. */
const MARGIN_MS = 300_000;
/** Drills of about the same length share a world: a search plays hundreds that differ a little. */
const STEP_MS = 600_000;

export function createSimulatorThread(options: SimulatorThreadOptions = {}): SimulatorThread {
  let world: VirtualWorld | null = null;
  let deadlineMs = 0;
  let wallMs = 0;
  let targets = 0;
  let isEnded = false;

  const end = async (): Promise<void> => {
    await world?.[Symbol.asyncDispose]();
    world = null;
  };
  const worldFor = async ({ run, targetModule }: PlayArgs): Promise<VirtualWorld> => {
    const neededMs = virtualDeadlineMs(run.scenario);
    const wallDeadlineMs =
      options.wallDeadlineMs ?? (targetModule === null ? WALL_MS : TARGET_WALL_MS);
    if (targetModule !== null) targets += 1;
    const isFit = neededMs === deadlineMs && wallDeadlineMs === wallMs && targets <= MOST_TARGETS;
    if (world !== null && isFit) {
      await world.reset(run.seed, 'kept');
      return world;
    }
    await end();
    deadlineMs = neededMs;
    wallMs = wallDeadlineMs;
    targets = targetModule === null ? 0 : 1;
    world = await createVirtualWorld({
      seed: run.seed,
      deadlineMs,
      wallDeadlineMs,
      ...(options.sources === undefined ? {} : { sources: options.sources }),
    });
    if (isEnded) {
      await end();
      throw simulatorError('SIMULATOR_ENDED', { reason: 'it was disposed' });
    }
    // The first seed marks its modules as every later one does.
    await world.reset(run.seed, 'kept');
    return world;
  };

  return {
    play: async (args) => {
      const playing = await worldFor(args);
      try {
        const played = (await playing.run(playModule(), 'playDrill', args)) as Played;
        const { hash, nowMs } = await playing.report();
        return { ...played, hash, simulatedMs: nowMs };
      } catch (error) {
        // Whatever it left behind must not meet the next seed.
        await end();
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => {
      isEnded = true;
      return end();
    },
  };
}

/** When a drill that has not come to its end never will. */
export function virtualDeadlineMs({ timeline }: Scenario): number {
  const longestMs = phaseStarts(timeline).loadEndMs + timeline.drainMs + MARGIN_MS;
  return Math.ceil(longestMs / STEP_MS) * STEP_MS;
}

function playModule(): URL {
  const extension = import.meta.url.includes('.ts') ? '.ts' : '.js';
  return new URL(`./play${extension}`, import.meta.url);
}
