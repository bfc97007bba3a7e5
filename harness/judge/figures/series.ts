import type { Phase } from '../../core/phases.ts';
import type { FaultRecord, LoadFigures, SeriesPoint } from '../../core/record.ts';
import type { Arrival } from '../../core/scenario.ts';
import { quantileOf } from '../statistics/quantile.ts';
import { arrivalsUntil, shareOutDrops } from './arrivals.ts';
import type { AttemptCounts } from './attempt-counts.ts';
import type { PaymentFigure } from './payment-figure.ts';
import { sortedLatencies } from './phase-figures.ts';

export interface SeriesInput {
  readonly phases: readonly Phase[];
  readonly arrival: Arrival;
  readonly load: LoadFigures;
  readonly payments: readonly PaymentFigure[];
  readonly attempts: AttemptCounts;
  readonly faults: readonly FaultRecord[];
}

/** One point a second: payments by intended start, attempts when they happened. */
export function createSeries(input: SeriesInput): readonly SeriesPoint[] {
  const { phases, payments, attempts, faults } = input;
  const endMs = phases.reduce((latest, phase) => Math.max(latest, phase.endMs), 0);
  const seconds: PaymentFigure[][] = Array.from({ length: Math.ceil(endMs / 1000) }, () => []);
  for (const payment of payments) {
    seconds[Math.max(0, Math.floor(payment.intendedT / 1000))]?.push(payment);
  }
  const drops = dropsBySecond(input, seconds);
  return seconds.map((own, second) => {
    const sorted = sortedLatencies(own);
    const p50 = quantileOf(sorted, 0.5);
    const p95 = quantileOf(sorted, 0.95);
    const dropped = drops[second] ?? 0;
    const startMs = second * 1000;
    return {
      t: startMs,
      offered: own.length + dropped,
      succeeded: countStanding(own, 'succeeded'),
      failed: countStanding(own, 'failed') + countStanding(own, 'unknown') + dropped,
      pending: countStanding(own, 'pending'),
      latencyMs: p50 === null || p95 === null ? null : { p50, p95 },
      attemptsByProvider: attempts.attemptsOfSecond(second),
      failuresByProvider: attempts.failuresOfSecond(second),
      activeFaults: faults
        .filter((fault) => fault.startMs !== null && fault.startMs < startMs + 1000)
        .filter((fault) => (fault.endMs ?? Infinity) > startMs)
        .map((fault) => fault.name),
    };
  });
}

function dropsBySecond(
  { phases, arrival, load }: SeriesInput,
  seconds: readonly (readonly PaymentFigure[])[],
): readonly number[] {
  const loadEndMs = phases.find(({ name }) => name === 'drain')?.startMs ?? Infinity;
  const until = (second: number): number =>
    arrivalsUntil(arrival, Math.min(second * 1000, loadEndMs));
  return shareOutDrops(
    load.droppedIterations,
    seconds.map((_, second) => until(second + 1) - until(second)),
    seconds.map((own) => own.length),
  );
}

function countStanding(
  payments: readonly PaymentFigure[],
  standing: PaymentFigure['standing'],
): number {
  let found = 0;
  for (const payment of payments) if (payment.standing === standing) found += 1;
  return found;
}
