import type { CampaignRecord, Coverage, FirstFailure } from '../../core/campaign.ts';
import { PAYMENT_STATES, type PaymentState } from '../../core/campaign.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { VerdictReason } from '../../core/verdict.ts';
import { parseSeed } from '../../core/ids.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';
import { resolveSwarmRun, widestSwarm } from '../swarm/swarm-run.ts';
import type { Swarm } from '../swarm/course.ts';
import { judgeCampaign } from './campaign-verdict.ts';
import { possiblePairs } from './coverage.ts';
import type { CampaignOutcome, PlayedSeed } from './run-campaign.ts';

export interface CampaignHead {
  readonly campaignId: string;
  readonly startedAt: string;
  readonly scenario: Scenario;
  readonly target: string | undefined;
  readonly versions: Readonly<Record<string, string>>;
  readonly replayCommand: string;
  readonly firstSeed: number;
  readonly plannedSeeds: number;
  readonly shard: CampaignRecord['seeds']['shard'];
  readonly workers: number;
  readonly isDeterminismChecked: boolean;
  readonly swarm: Swarm | null;
  /** Pairs that no seed reached make the campaign fail. */
  readonly isCoverageRequired: boolean;
  readonly aborts: readonly VerdictReason[];
}

/** Everything that a campaign leaves behind, from what its seeds came to. */
export function createCampaignRecord(head: CampaignHead, outcome: CampaignOutcome): CampaignRecord {
  const { scenario } = head;
  const { played, coverage, wallMs } = outcome;
  const runs = played.map(({ result }) => result);
  const simulatedMs = runs.reduce((sum, run) => sum + run.simulatedMs, 0);
  const payments = runs.reduce((sum, run) => sum + run.payments, 0);
  // A swarm draws from more faults than the scenario has.
  const covered = head.swarm === null ? scenario : widestSwarm(scenario);
  const neverReached = possiblePairs(covered).filter(
    ({ fault, state }) => callsOf(coverage, fault)[state] === 0,
  );
  return {
    schemaVersion: 1,
    campaignId: head.campaignId,
    scenario: scenario.name,
    hypothesis: scenario.hypothesis,
    world: 'simulated',
    startedAt: head.startedAt,
    policy: scenario.policy.name,
    versions: head.versions,
    options: { scenario, ...(head.target === undefined ? {} : { target: head.target }) },
    replayCommand: head.replayCommand,
    verdict: judgeCampaign({
      runs: played.map(({ record }) => record),
      aborts: head.aborts,
      missing: head.isCoverageRequired ? neverReached : [],
    }),
    seeds: {
      first: head.firstSeed,
      planned: head.plannedSeeds,
      played: runs.length,
      shard: head.shard,
      isDeterminismChecked: head.isDeterminismChecked,
      swarm: swarmOf(head.swarm),
    },
    runs,
    firstFailure: findFirstFailure(played),
    coverage: {
      faults: covered.faults.map(({ name }) => ({
        fault: name,
        calls: callsOf(coverage, name),
      })),
      neverReached,
      isRequired: head.isCoverageRequired,
    },
    traffic: {
      simulatedMs,
      payments,
      wallMs,
      workers: head.workers,
      seedsPerSecond: perSecond(runs.length, wallMs),
      paymentsPerSecond: perSecond(payments, wallMs),
    },
    cases: runs.flatMap(({ seed, runFolder }) => (runFolder === null ? [] : [{ seed, runFolder }])),
  };
}

function swarmOf(swarm: Swarm | null): CampaignRecord['seeds']['swarm'] {
  if (swarm === null) return null;
  return swarm.kind === 'guided' ? 'guided' : swarm.variant;
}

function callsOf(coverage: Coverage, fault: string): Readonly<Record<PaymentState, number>> {
  const none = Object.fromEntries(PAYMENT_STATES.map((state) => [state, 0]));
  return { ...none, ...coverage[fault] } as Readonly<Record<PaymentState, number>>;
}

/** The seed with the smallest number, whichever thread came upon it first. */
function findFirstFailure(played: readonly PlayedSeed[]): FirstFailure | null {
  const found = played.find(({ result }) => ['failed', 'rig-error'].includes(result.outcome));
  if (found === undefined) return null;
  const { record, result } = found;
  return {
    seed: record.seed,
    violations: record.invariants
      .filter(({ judged, violations }) => judged && violations > 0)
      .toSorted((a, b) => Number(b.isMoney) - Number(a.isMoney))
      .map(({ name, promise, violations, witnesses }) => ({
        invariant: name,
        promise,
        violations,
        witness: witnesses[0] ?? null,
      })),
    reasons: record.verdict.reasons,
    replayCommand: record.replayCommand,
    runFolder: result.runFolder,
    casePath: null,
  };
}

const perSecond = (count: number, wallMs: number): number =>
  wallMs === 0 ? 0 : Math.round((count * 100_000) / wallMs) / 100;

/** What a seed of a campaign played. */
export function runOfSeed(record: CampaignRecord, scenario: Scenario, seed: number): SimulatedRun {
  const variant = record.runs.find((run) => run.seed === seed)?.variant ?? null;
  const parsed = parseSeed(seed);
  if (variant !== null) return resolveSwarmRun(scenario, parsed, variant);
  return { scenario, seed: parsed, orders: null, arrivals: null };
}
