import type { CampaignRecord } from '../../core/campaign.ts';
import type { RunEvent } from '../../core/events.ts';
import { parseSeed, type Seed } from '../../core/ids.ts';
import type { RunRecord } from '../../core/record.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { VerdictReason } from '../../core/verdict.ts';
import { createSimulatorThread, type SimulatorThread } from '../drill/simulator-thread.ts';
import type { Swarm } from '../swarm/course.ts';
import { simulateCommand } from '../drill/simulate-command.ts';
import { createCampaignRecord } from './campaign-record.ts';
import { runCampaign, type CampaignProgress } from './run-campaign.ts';
import { seedsOf } from './seeds.ts';

export interface SimulateCampaignOptions {
  /** Resolved: from `loadScenario` or `resolveScenario`. */
  readonly scenario: Scenario;
  /** `module:./path/to/server.js`, from the working directory; default: the reference service. */
  readonly target?: string | undefined;
  /** The first seed, from 0 to 4294967295; default 1. */
  readonly seed?: number;
  /** How many; default 100. */
  readonly seeds?: number;
  /** Threads that play at once; default 1. */
  readonly workers?: number;
  /** Every n-th seed only, from the i-th on; the index counts from 1. */
  readonly shard?: { readonly index: number; readonly count: number } | null;
  /**
   * What each seed plays instead of the scenario as it is: faults, margins of the policy, load and
   * crashes drawn from the seed, only invariants judged. `guided`: of several draws the one that
   * promises rare pairs of fault and state, from what earlier seeds reached; the same for any number
   * of workers, but not for another first seed or shard. A number: always this draw of the seed,
   * whatever others reached, which plays one seed of a guided campaign again. Default null: none.
   */
  readonly swarm?: 'guided' | number | null;
  /** Begins no seed after the first that failed; default false. */
  readonly untilFailure?: boolean;
  /** Real time after which no seed is begun; null: none. */
  readonly timeLimitMs?: number | null;
  /** Plays every seed twice and compares; default false. */
  readonly checkDeterminism?: boolean;
  /** Fails when a fault never met payments in a state that it could meet; default false. */
  readonly requireCoverage?: boolean;
  readonly campaignId?: string;
  readonly versions?: Readonly<Record<string, string>>;
  readonly replayCommand?: string;
  /** @param variant of a swarm; else null */
  readonly replayCommandOf?: (seed: Seed, variant: number | null) => string;
  /** Ends the campaign at once; the record tells what was found so far. */
  readonly stop?: AbortSignal;
  readonly stopReason?: () => VerdictReason;
  /** Keeps a failing run with its events; gives the folder, or null when it is not kept. */
  readonly keep?: (record: RunRecord, events: readonly RunEvent[]) => Promise<string | null>;
  readonly observe?: (progress: CampaignProgress) => void;
  /** Threads of another make, with replaced modules for one. */
  readonly createThread?: () => SimulatorThread;
}

/**
 * Plays a scenario in virtual time under many seeds. Every seed is judged as a live run is; the
 * verdict over all of them is the first of failed by money, rig error, aborted, failed,
 * inconclusive, held.
 *
 * @example
 * const scenario = await loadScenario('answer-lost', { policy: './my-policy.json' });
 * const { verdict, firstFailure } = await simulate({ scenario, seeds: 50 });
 * expect(firstFailure).toBeNull();
 *
 * @throws CONFIG_TARGET_MALFORMED, CONFIG_TARGET_MISSING, SIMULATOR_TARGET_LIVE_ONLY
 */
export async function simulate(options: SimulateCampaignOptions): Promise<CampaignRecord> {
  const { scenario, target, seeds = 100, workers = 1, shard = null } = options;
  const firstSeed = parseSeed(options.seed ?? 1);
  const startedAt = new Date().toISOString();
  const commandOf = (seed: number, count: number, chosen: number | 'guided' | null): string =>
    `${simulateCommand(scenario.name, seed, count, target)}${swarmWords(chosen)}`;
  const swarm = swarmOf(options.swarm ?? null);
  const stop = options.stop ?? new AbortController().signal;
  const versions = options.versions ?? { node: process.version };
  const outcome = await runCampaign({
    scenario,
    swarm,
    target,
    seeds: seedsOf({ first: firstSeed, count: seeds, shard }),
    workers,
    versions,
    replayCommandOf: options.replayCommandOf ?? ((seed, variant) => commandOf(seed, 1, variant)),
    runIdOf: (seed) => `${scenario.name}-${seed}`,
    untilFailure: options.untilFailure ?? false,
    timeLimitMs: options.timeLimitMs ?? null,
    checkDeterminism: options.checkDeterminism ?? false,
    stop,
    keep: options.keep ?? (async () => null),
    observe: options.observe ?? (() => {}),
    createThread: options.createThread ?? createSimulatorThread,
  });
  const isStopped = outcome.endedBy === 'stop';
  const reason = options.stopReason ?? (() => ({ code: 'ABORTED', message: 'it was stopped' }));
  return createCampaignRecord(
    {
      campaignId: options.campaignId ?? `simulate-${scenario.name}-${firstSeed}`,
      startedAt,
      scenario,
      target,
      versions,
      replayCommand: options.replayCommand ?? commandOf(firstSeed, seeds, options.swarm ?? null),
      firstSeed,
      plannedSeeds: seeds,
      shard,
      workers: Math.min(workers, seeds),
      isDeterminismChecked: options.checkDeterminism ?? false,
      swarm,
      isCoverageRequired: options.requireCoverage ?? false,
      aborts: isStopped ? [reason()] : [],
    },
    outcome,
  );
}

function swarmOf(swarm: 'guided' | number | null): Swarm | null {
  if (swarm === null) return null;
  return swarm === 'guided' ? { kind: 'guided' } : { kind: 'variant', variant: swarm };
}

/** As a command line says it. */
function swarmWords(swarm: 'guided' | number | null): string {
  if (swarm === null) return '';
  return swarm === 'guided' ? ' --swarm' : ` --swarm ${swarm}`;
}
