import type { SeedResult } from '../../harness/core/campaign.ts';
import type { Scenario } from '../../harness/core/scenario.ts';
import { runOfSeed, simulate, type SimulatedRun } from '../../harness/simulator/index.ts';
import { createSimulatorThread, type SimulatorThread } from '../../harness/simulator/index.ts';
import { sourcesOf, type Mutant } from './mutant.ts';

export interface Find {
  readonly run: SimulatedRun;
  readonly result: SeedResult;
  /** Seeds that were played, this one included. */
  readonly seeds: number;
}

export interface FindOptions {
  /** Its faults, and all others that fit its gateways, are drawn from. */
  readonly scenario: Scenario;
  readonly firstSeed: number;
  /** Seeds to give up after. */
  readonly seeds: number;
}

export const threadOf = (mutant: Mutant): SimulatorThread =>
  createSimulatorThread({ sources: sourcesOf(mutant) });

/** The first run of a campaign that shows the mistake; null when none does. */
export async function findMutant(
  mutant: Mutant,
  { scenario, firstSeed, seeds }: FindOptions,
): Promise<Find | null> {
  const record = await simulate({
    scenario,
    seed: firstSeed,
    seeds,
    swarm: 'guided',
    untilFailure: true,
    createThread: () => threadOf(mutant),
  });
  const result = record.runs.find(({ outcome }) => ['failed', 'rig-error'].includes(outcome));
  if (result === undefined) return null;
  const run = runOfSeed(record, scenario, result.seed);
  return { run, result, seeds: record.seeds.played };
}

/** Whether what broke is what the mistake should break. */
export const isAsExpected = (mutant: Mutant, broken: readonly string[]): boolean =>
  broken.some((name) => mutant.breaks.includes(name));
