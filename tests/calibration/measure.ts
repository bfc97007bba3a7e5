// Both models in a virtual world, through what the package exports.
import { createVirtualWorld, type VirtualWorld } from '../../index.ts';
import type { BackoffName } from './backoff.ts';
import { ROW, type Race } from './contention.fixture.ts';
import { SERVER, type Load, type Served } from './retries.fixture.ts';

const contention = new URL('./contention.fixture.ts', import.meta.url);
const retries = new URL('./retries.fixture.ts', import.meta.url);

const HOP = { kind: 'normal', meanMs: 10, deviationMs: 2 } as const;
const LEG = { kind: 'exponential', minMs: 0, meanMs: 10 } as const;

export const createCalibrationWorld = (): Promise<VirtualWorld> =>
  createVirtualWorld({
    seed: 1,
    wallDeadlineMs: 600_000,
    network: [
      { to: ROW, upstream: HOP },
      { to: SERVER, upstream: LEG },
    ],
  });

export interface Mean {
  readonly mean: number;
  /** Standard error of the mean. */
  readonly error: number;
}

/** Seeds 1 to `runs`. */
export async function measureRaces(
  world: VirtualWorld,
  { clients, backoff, runs }: { clients: number; backoff: BackoffName; runs: number },
): Promise<{ readonly completionMs: Mean; readonly calls: Mean }> {
  const races: Race[] = [];
  for (let seed = 1; seed <= runs; seed += 1) {
    await world.reset(seed, 'kept');
    races.push((await world.run(contention, 'race', { clients, backoff })) as Race);
  }
  return {
    completionMs: meanOf(races.map(({ completionMs }) => completionMs)),
    calls: meanOf(races.map(({ calls }) => calls)),
  };
}

export interface RetryFigures {
  readonly successRatio: number;
  /** Tries for each call. */
  readonly loadFactor: number;
  readonly calls: number;
}

export async function measureRetries(
  world: VirtualWorld,
  load: Partial<Load> & Pick<Load, 'strategy' | 'failureRatio'>,
): Promise<RetryFigures> {
  const full: Load = {
    clients: 100,
    callsPerSecond: 10,
    seconds: 100,
    arrivals: 'open',
    backoffMs: 0,
    ...load,
  };
  await world.reset(1, 'kept');
  const { calls, tries, successes } = (await world.run(retries, 'serve', full)) as Served;
  return { successRatio: successes / calls, loadFactor: tries / calls, calls };
}

function meanOf(values: readonly number[]): Mean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}
