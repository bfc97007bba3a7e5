import { assertNever } from '../../core/assert-never.ts';
import type { Phase, PhaseName } from '../../core/phases.ts';
import { createRandom } from '../../core/random.ts';
import type { ObjectiveResult } from '../../core/record.ts';
import type { Objective, ObjectiveName } from '../../core/scenario.ts';
import {
  groupByPhase,
  type PaymentFigure,
  type PaymentsByPhase,
} from '../figures/payment-figure.ts';
import { measureLatency } from './latency.ts';
import type { Measure, Measurement } from './measure.ts';
import { boundOutcome } from './bound.ts';
import type { PhaseSample } from './phase-sample.ts';
import { measureRecoveryTime } from './recovery-time.ts';
import {
  measureDegradedShare,
  measureGoodput,
  measurePendingShare,
  measureRetryAmplification,
} from './shares.ts';

export interface ObjectiveInput {
  readonly objectives: readonly Objective[];
  readonly phases: readonly Phase[];
  readonly payments: readonly PaymentFigure[];
  readonly drops: ReadonlyMap<PhaseName, number>;
  readonly endMs: number;
  readonly seed: number;
}

interface Grouped extends ObjectiveInput {
  readonly byPhase: PaymentsByPhase;
}

/** Holds each bound against its figure. The same events and seed give the same intervals. */
export function judgeObjectives(given: ObjectiveInput): readonly ObjectiveResult[] {
  const input: Grouped = { ...given, byPhase: groupByPhase(given.payments) };
  return input.objectives.map((objective) => {
    const measurement = measure(objective, input);
    return {
      name: objective.name,
      phase: objective.phase,
      bound: objective.bound,
      actual: measurement.actual,
      interval: measurement.interval,
      outcome: boundOutcome(objective.bound, measurement),
    };
  });
}

function measure({ name, phase }: Objective, input: Grouped): Measurement {
  const sample = sampleOf(name, phase, input);
  if (sample === null) return { actual: null, interval: null, sampleSize: 0, sampleNeeded: 1 };
  return name === 'recovery-time'
    ? measureRecoveryTime(sample, baselineGoodput(input))
    : measureOf(name)(sample);
}

function measureOf(name: Exclude<ObjectiveName, 'recovery-time'>): Measure {
  switch (name) {
    case 'goodput':
      return measureGoodput;
    case 'latency-p50':
      return measureLatency(0.5);
    case 'latency-p95':
      return measureLatency(0.95);
    case 'latency-p99':
      return measureLatency(0.99);
    case 'retry-amplification':
      return measureRetryAmplification;
    case 'degraded-share':
      return measureDegradedShare;
    case 'pending-share':
      return measurePendingShare;
    case 'excess-minor-seconds':
      return measureExcess;
    default:
      return assertNever(name);
  }
}

/** Harm done is harm done: it has no interval and needs no sample. */
const measureExcess: Measure = ({ payments }) => ({
  actual: payments.reduce((total, payment) => total + payment.excessMinorSeconds, 0),
  interval: null,
  sampleSize: payments.length,
  sampleNeeded: 1,
});

function sampleOf(name: string, phaseName: PhaseName, input: Grouped): PhaseSample | null {
  const phase = input.phases.find((candidate) => candidate.name === phaseName);
  if (phase === undefined) return null;
  return {
    phase,
    payments: input.byPhase.get(phaseName) ?? [],
    dropped: input.drops.get(phaseName) ?? 0,
    endMs: input.endMs,
    random: createRandom(input.seed, 'judge').fork(`${name}/${phaseName}`),
  };
}

/** What recovery must come back to: the scenario's own bound, or what the baseline surely had. */
function baselineGoodput(input: Grouped): number {
  for (const { name, phase, bound } of input.objectives) {
    if (name === 'goodput' && phase === 'baseline' && 'atLeast' in bound) return bound.atLeast;
  }
  const sample = sampleOf('goodput', 'baseline', input);
  const interval = sample === null ? null : measureGoodput(sample).interval;
  return interval?.[0] ?? 0;
}
