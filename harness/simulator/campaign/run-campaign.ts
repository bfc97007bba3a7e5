import type { Coverage, SeedResult } from '../../core/campaign.ts';
import type { RunEvent } from '../../core/events.ts';
import type { Seed } from '../../core/ids.ts';
import type { RunRecord } from '../../core/record.ts';
import type { Scenario } from '../../core/scenario.ts';
import { simulateSeed, type SeedOutcome } from '../drill/simulate-once.ts';
import type { SimulatorThread } from '../drill/simulator-thread.ts';
import { createCourse, type Leg, type Swarm } from '../swarm/course.ts';
import { withoutDoubtsOfFew } from '../swarm/doubts.ts';
import { addCoverage } from './coverage.ts';
import { playTwice } from './play-twice.ts';

export interface Campaign {
  readonly scenario: Scenario;
  readonly target: string | undefined;
  readonly seeds: readonly Seed[];
  /** Draws what each seed plays; null: the scenario as it is. */
  readonly swarm: Swarm | null;
  /** Threads that play at once. */
  readonly workers: number;
  readonly versions: Readonly<Record<string, string>>;
  /** @param variant of a swarm; else null */
  readonly replayCommandOf: (seed: Seed, variant: number | null) => string;
  readonly runIdOf: (seed: Seed) => string;
  /** No seed is begun after the first that failed. */
  readonly untilFailure: boolean;
  /** Real time after which no seed is begun; null: none. */
  readonly timeLimitMs: number | null;
  /** Plays every seed twice and compares. */
  readonly checkDeterminism: boolean;
  /** Ends the campaign at once; what was found so far stays found. */
  readonly stop: AbortSignal;
  /** Keeps a failing run; gives the folder, or null when it is not kept. */
  readonly keep: (record: RunRecord, events: readonly RunEvent[]) => Promise<string | null>;
  readonly observe: (progress: CampaignProgress) => void;
  readonly createThread: () => SimulatorThread;
}

export interface CampaignProgress {
  readonly played: number;
  readonly planned: number;
  readonly wallMs: number;
  readonly simulatedMs: number;
  readonly payments: number;
  readonly outcomes: Readonly<Partial<Record<SeedResult['outcome'], number>>>;
  /** The seed that was just played. */
  readonly last: SeedResult;
}

/** What is left of a seed when its events are gone. */
export interface PlayedSeed {
  readonly record: Pick<RunRecord, 'seed' | 'verdict' | 'invariants' | 'replayCommand'>;
  readonly result: SeedResult;
}

export interface CampaignOutcome {
  /** In order of their seeds. */
  readonly played: readonly PlayedSeed[];
  readonly coverage: Coverage;
  readonly wallMs: number;
  readonly endedBy: 'seeds' | 'failure' | 'time-limit' | 'stop';
}

/** Plays one seed after the other, several at once. Which thread plays a seed changes nothing. */
export async function runCampaign(campaign: Campaign): Promise<CampaignOutcome> {
  const { seeds, stop, untilFailure, timeLimitMs, observe } = campaign;
  const startedMs = performance.now();
  const played: PlayedSeed[] = [];
  const waiting = seeds.keys();
  const course = createCourse(campaign.scenario, seeds, campaign.swarm);
  const sums = { simulatedMs: 0, payments: 0, outcomes: new Map<SeedResult['outcome'], number>() };
  let coverage: Coverage = {};
  let endedBy: CampaignOutcome['endedBy'] = 'seeds';

  const wallMs = (): number => performance.now() - startedMs;
  const mayBegin = (): boolean => {
    if (stop.aborted) endedBy = 'stop';
    else if (timeLimitMs !== null && wallMs() >= timeLimitMs) endedBy = 'time-limit';
    return endedBy === 'seeds';
  };
  const note = async (outcome: SeedOutcome, { variant }: Leg): Promise<void> => {
    const { record } = outcome;
    const isFailure = ['failed', 'rig-error'].includes(record.verdict.outcome);
    const runFolder = isFailure ? await campaign.keep(record, outcome.events ?? []) : null;
    const result = resultOf(outcome, variant, runFolder);
    const { seed, verdict, replayCommand } = record;
    const invariants = isFailure ? record.invariants : [];
    played.push({
      record: { seed, verdict, invariants, replayCommand },
      result,
    });
    coverage = addCoverage(coverage, outcome.coverage);
    sums.simulatedMs += result.simulatedMs;
    sums.payments += result.payments;
    sums.outcomes.set(result.outcome, (sums.outcomes.get(result.outcome) ?? 0) + 1);
    const isLast = isFailure && (untilFailure || isNoTarget(record));
    if (isLast && endedBy === 'seeds') endedBy = 'failure';
    observe({
      played: played.length,
      planned: seeds.length,
      wallMs: wallMs(),
      simulatedMs: sums.simulatedMs,
      payments: sums.payments,
      outcomes: Object.fromEntries(sums.outcomes),
      last: result,
    });
  };
  const work = async (): Promise<void> => {
    await using thread = campaign.createThread();
    const stopThread = (): void => void thread[Symbol.asyncDispose]();
    stop.addEventListener('abort', stopThread, { once: true });
    try {
      while (mayBegin()) {
        const next = waiting.next();
        if (next.done === true) return;
        const leg = await course.next(next.value);
        const outcome = await playSeed(campaign, leg, thread, stop);
        course.learn(next.value, outcome.coverage);
        // A thread that was ended in the middle of a seed has nothing to say about it.
        if (stop.aborted) endedBy = 'stop';
        else await note(outcome, leg);
      }
    } finally {
      stop.removeEventListener('abort', stopThread);
    }
  };

  const workers = Math.min(campaign.workers, seeds.length);
  await Promise.all(Array.from({ length: workers }, work));
  played.sort((a, b) => a.result.seed - b.result.seed);
  return { played, coverage, wallMs: wallMs(), endedBy };
}

const NO_TARGET: ReadonlySet<string> = new Set([
  'SIMULATOR_TARGET_SILENT',
  'SIMULATOR_TARGET_THREW',
  'SIMULATOR_WALL_DEADLINE',
]);

/** A target that comes up under one seed and not under another is rare, and waiting is long. */
function isNoTarget({ verdict, load }: RunRecord): boolean {
  const [first] = verdict.reasons;
  if (verdict.outcome !== 'rig-error' || first === undefined) return false;
  const isRefused = first.code === 'SIMULATOR_NOT_VIRTUAL' && load.completedIterations === 0;
  return isRefused || NO_TARGET.has(first.code);
}

async function playSeed(
  campaign: Campaign,
  { run, variant }: Leg,
  thread: SimulatorThread,
  stop: AbortSignal,
): Promise<SeedOutcome> {
  const { target, versions, checkDeterminism } = campaign;
  const play = (): Promise<SeedOutcome> =>
    simulateSeed(
      { ...run, target },
      {
        thread,
        versions,
        runId: campaign.runIdOf(run.seed),
        replayCommand: campaign.replayCommandOf(run.seed, variant),
        gives: checkDeterminism ? 'events' : 'events-of-failures',
      },
    );
  const outcome = await (checkDeterminism ? playTwice(play, stop) : play());
  return variant === null ? outcome : { ...outcome, record: withoutDoubtsOfFew(outcome.record) };
}

function resultOf(
  outcome: SeedOutcome,
  variant: number | null,
  runFolder: string | null,
): SeedResult {
  const { record, hash, simulatedMs } = outcome;
  return {
    seed: record.seed,
    variant,
    outcome: record.verdict.outcome,
    reasons: record.verdict.reasons.map(({ code }) => code),
    brokenInvariants: record.invariants
      .filter(({ judged, violations }) => judged && violations > 0)
      .map(({ name }) => name),
    crossedObjectives: record.objectives
      .filter((objective) => objective.outcome === 'crossed')
      .map(({ name, phase }) => `${name}/${phase}`),
    hash,
    payments: record.load.completedIterations + record.load.interruptedIterations,
    simulatedMs,
    runFolder,
  };
}
