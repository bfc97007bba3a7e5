import { isGoodput, type PaymentFigure } from '../figures/payment-figure.ts';
import { bootstrapRatio } from '../statistics/block-bootstrap.ts';
import { shareInterval } from '../statistics/share-interval.ts';
import { FEWEST_PAYMENTS, type Measure, type Measurement } from './measure.ts';
import { addDrops, sum, sumByBin, type PhaseSample } from './phase-sample.ts';

/** Paid as claimed in time, over offered without scripted declines; drops count as failed. */
export const measureGoodput: Measure = (sample) =>
  measureShare(
    sample,
    (payment) => (isGoodput(payment) ? 1 : 0),
    (payment) => (payment.isScriptedDecline ? 0 : 1),
  );

/** Served by a degraded path, over offered. */
export const measureDegradedShare: Measure = (sample) =>
  measureShare(
    sample,
    ({ isDegraded, standing }) =>
      isDegraded && (standing === 'succeeded' || standing === 'pending') ? 1 : 0,
    () => 1,
  );

/** Still told to wait at the end, over offered. */
export const measurePendingShare: Measure = (sample) =>
  measureShare(
    sample,
    ({ standing }) => (standing === 'pending' ? 1 : 0),
    () => 1,
  );

/** Calls that make or may move money, over first tries. */
export const measureRetryAmplification: Measure = (sample) => {
  const calls = sumByBin(sample, (payment) => payment.calls);
  const firstCalls = sumByBin(sample, (payment) => payment.firstCalls);
  const first = sum(firstCalls);
  return {
    actual: first === 0 ? null : sum(calls) / first,
    interval: first === 0 ? null : bootstrapRatio(calls, firstCalls, sample.random),
    sampleSize: first,
    sampleNeeded: FEWEST_PAYMENTS,
  };
};

function measureShare(
  sample: PhaseSample,
  hit: (payment: PaymentFigure) => number,
  trial: (payment: PaymentFigure) => number,
): Measurement {
  const hits = sumByBin(sample, hit);
  const trials = addDrops(sumByBin(sample, trial), sample.dropped);
  const sampleSize = Math.round(sum(trials));
  return {
    actual: sampleSize === 0 ? null : sum(hits) / sampleSize,
    interval: sampleSize === 0 ? null : shareInterval(hits, trials, sample.random),
    sampleSize,
    sampleNeeded: FEWEST_PAYMENTS,
  };
}
