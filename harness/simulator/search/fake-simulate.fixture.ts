import { hashText } from '../../core/hash.ts';
import { parseSeed } from '../../core/ids.ts';
import type { InvariantResult, RunRecord } from '../../core/record.ts';
import type { ScheduledFault } from '../../core/scenario.ts';
import { resolveScenario } from '../../config/index.ts';
import type { SimulatedOutcome, SimulatedRun } from '../drill/simulated-run.ts';
import type { Simulate } from './trials.ts';

/** A world of one rule: what has to come together for money to be taken twice. */
export interface Bug {
  /** Names of faults that all have to be there, with the duration that each needs at least. */
  readonly faults: ReadonlyMap<string, number>;
  /** Orders that all have to take part. */
  readonly orders: readonly string[];
  /** Whether the witness names these orders, as the judge mostly does, or another. */
  readonly isWitnessed: boolean;
}

export const FAULT_NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
export const ORDER_IDS: readonly string[] = Array.from({ length: 60 }, (_, at) => `o-${at}`);

/** Six faults and sixty orders in twelve seconds. */
export function exampleRun(): SimulatedRun {
  const scenario = resolveScenario({
    name: 'example',
    hypothesis: 'Nobody pays twice.',
    policy: 'retry-new-key',
    load: { arrival: { kind: 'constant', ratePerSecond: 5 } },
    timeline: { baselineMs: 3_000, faultMs: 6_000, recoveryMs: 3_000, drainMs: 5_000 },
    faults: FAULT_NAMES.map((name) => ({
      name,
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'processed-then-lost',
      share: 0.5,
      durationMs: 5_000,
    })),
    objectives: [{ name: 'goodput', phase: 'recovery', bound: { atLeast: 0.9 } }],
  });
  return { scenario, seed: parseSeed(7), orders: null, arrivals: null };
}

export function fakeSimulate(bug: Bug, seen: SimulatedRun[] = []): Simulate {
  return (run) => {
    seen.push(run);
    return Promise.resolve(outcomeOf(run, isBroken(bug, run), bug));
  };
}

function isBroken(bug: Bug, { scenario, orders }: SimulatedRun): boolean {
  const durations = new Map(
    scenario.faults.map((fault: ScheduledFault) => [fault.name, fault.durationMs]),
  );
  return (
    [...bug.faults].every(([name, atLeastMs]) => (durations.get(name) ?? 0) >= atLeastMs) &&
    bug.orders.every((order) => orders === null || orders.includes(order))
  );
}

export function outcomeOf(
  run: SimulatedRun,
  isViolated: boolean,
  bug: Pick<Bug, 'orders' | 'isWitnessed'>,
): SimulatedOutcome {
  const witnessed = bug.isWitnessed ? bug.orders : ['o-59'];
  return {
    record: recordOf(run, isViolated ? witnessed : null),
    events: [],
    hash: String(hashText(JSON.stringify(run))),
    simulatedMs: 1_000,
  };
}

function recordOf(
  { scenario, seed }: SimulatedRun,
  witnessed: readonly string[] | null,
): RunRecord {
  return {
    schemaVersion: 1,
    runId: 'run',
    scenario: scenario.name,
    hypothesis: scenario.hypothesis,
    world: 'simulated',
    startedAt: '2026-01-01T00:00:00.000Z',
    seed,
    policy: scenario.policy.name,
    versions: {},
    options: { scenario },
    replayCommand: 'paydrill simulate example --seed 7',
    verdict: { outcome: witnessed === null ? 'held' : 'failed', reasons: [] },
    phases: [],
    faults: [],
    invariants: [doubleCharge(witnessed)],
    objectives: [],
    load: {
      plannedIterations: 0,
      completedIterations: 0,
      droppedIterations: 0,
      interruptedIterations: 0,
    },
    money: {},
    series: [],
    rig: { startupMs: 0, loadMs: 0, drainMs: 0, judgeMs: 0, reportMs: 0, totalMs: 0 },
  };
}

function doubleCharge(witnessed: readonly string[] | null): InvariantResult {
  return {
    name: 'no-double-charge',
    promise: 'Nobody pays twice.',
    scope: 'order',
    isMoney: true,
    judged: true,
    checked: 60,
    violations: witnessed === null ? 0 : 1,
    witnesses:
      witnessed === null
        ? []
        : [
            {
              paymentId: 'pay_1',
              story: 'was charged twice',
              events: witnessed.map((order, seq) => ({
                kind: 'client-finished',
                source: 'client',
                seq,
                t: 1_000 + seq,
                order,
              })),
            },
          ],
  };
}
