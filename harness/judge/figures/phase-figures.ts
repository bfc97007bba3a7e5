import { PHASES, type Phase, type PhaseName } from '../../core/phases.ts';
import type { LoadFigures, PaymentCounts, PhaseFigures } from '../../core/record.ts';
import type { Arrival } from '../../core/scenario.ts';
import { quantileOf } from '../statistics/quantile.ts';
import { arrivalsUntil, shareOutDrops } from './arrivals.ts';
import { groupByPhase, isGoodput, type PaymentFigure } from './payment-figure.ts';

export interface PhaseInput {
  readonly phases: readonly Phase[];
  readonly payments: readonly PaymentFigure[];
  readonly drops: ReadonlyMap<PhaseName, number>;
  readonly attemptsByProvider: (phase: PhaseName) => Readonly<Record<string, number>>;
}

/** Dropped iterations by phase. The generator only tells how many, the schedule tells where. */
export function dropsByPhase(
  phases: readonly Phase[],
  arrival: Arrival,
  load: LoadFigures,
  payments: readonly PaymentFigure[],
): ReadonlyMap<PhaseName, number> {
  const loaded = phases.filter(({ name }) => name !== 'drain');
  const planned = loaded.map(
    ({ startMs, endMs }) => arrivalsUntil(arrival, endMs) - arrivalsUntil(arrival, startMs),
  );
  const begun = loaded.map(({ name }) => count(payments, ({ phase }) => phase === name));
  const shares = shareOutDrops(load.droppedIterations, planned, begun);
  return new Map(loaded.map(({ name }, index) => [name, shares[index] ?? 0]));
}

export function phaseFigures(input: PhaseInput): readonly PhaseFigures[] {
  const { phases, payments, drops, attemptsByProvider } = input;
  const byPhase = groupByPhase(payments);
  return phases
    .toSorted((a, b) => PHASES.indexOf(a.name) - PHASES.indexOf(b.name))
    .map((phase) => {
      const own = byPhase.get(phase.name) ?? [];
      const dropped = drops.get(phase.name) ?? 0;
      const wanted = count(own, ({ isScriptedDecline }) => !isScriptedDecline) + dropped;
      const calls = own.reduce((sum, payment) => sum + payment.calls, 0);
      const firstCalls = own.reduce((sum, payment) => sum + payment.firstCalls, 0);
      return {
        name: phase.name,
        startMs: phase.startMs,
        endMs: phase.endMs,
        payments: countsOf(own, dropped),
        goodputRatio: wanted === 0 ? null : count(own, isGoodput) / wanted,
        latencyMs: latencyOf(own),
        retryAmplification: firstCalls === 0 ? null : calls / firstCalls,
        attemptsByProvider: attemptsByProvider(phase.name),
      };
    });
}

function countsOf(payments: readonly PaymentFigure[], dropped: number): PaymentCounts {
  const standing = (wanted: PaymentFigure['standing']): number =>
    count(payments, (payment) => payment.standing === wanted);
  return {
    offered: payments.length + dropped,
    attempted: payments.length,
    succeeded: standing('succeeded'),
    declined: standing('declined'),
    degraded: count(
      payments,
      (payment) =>
        payment.isDegraded && (payment.standing === 'succeeded' || payment.standing === 'pending'),
    ),
    // A dropped customer found the door shut: failed, though never begun.
    failed: standing('failed') + dropped,
    pending: standing('pending'),
    unknown: standing('unknown'),
  };
}

function latencyOf(payments: readonly PaymentFigure[]): PhaseFigures['latencyMs'] {
  const sorted = sortedLatencies(payments);
  const p50 = quantileOf(sorted, 0.5);
  const p95 = quantileOf(sorted, 0.95);
  const p99 = quantileOf(sorted, 0.99);
  const max = quantileOf(sorted, 1);
  if (p50 === null || p95 === null || p99 === null || max === null) return null;
  return { p50, p95, p99, max };
}

export function sortedLatencies(payments: readonly PaymentFigure[]): Float64Array {
  const latencies: number[] = [];
  for (const { latencyMs } of payments) if (latencyMs !== null) latencies.push(latencyMs);
  return Float64Array.from(latencies).sort();
}

function count<T>(items: readonly T[], test: (item: T) => boolean): number {
  let found = 0;
  for (const item of items) if (test(item)) found += 1;
  return found;
}
