import { bootstrapQuantiles, type BinnedSample } from '../statistics/bootstrap-quantiles.ts';
import { quantileOf } from '../statistics/quantile.ts';
import { FEWEST_PAYMENTS, type Measure } from './measure.ts';
import { binAt, binCountOf, type PhaseSample } from './phase-sample.ts';

/** A quantile of the time from the intended start to the customer's first claim. */
export const measureLatency =
  (ratio: number): Measure =>
  (sample) => {
    const binned = binLatencies(sample);
    const [interval = null] = bootstrapQuantiles(binned, [ratio], sample.random);
    return {
      actual: quantileOf(binned.values, ratio),
      interval,
      sampleSize: binned.values.length,
      // At least one value must lie beyond the quantile.
      sampleNeeded: Math.max(FEWEST_PAYMENTS, Math.ceil(1 / (1 - ratio) - 1e-9)),
    };
  };

function binLatencies({ phase, payments }: PhaseSample): BinnedSample {
  const binCount = binCountOf(phase);
  const pairs: { readonly latencyMs: number; readonly bin: number }[] = [];
  for (const { latencyMs, intendedT } of payments) {
    if (latencyMs !== null) pairs.push({ latencyMs, bin: binAt(phase, binCount, intendedT) });
  }
  pairs.sort((a, b) => a.latencyMs - b.latencyMs);
  return {
    values: Float64Array.from(pairs, ({ latencyMs }) => latencyMs),
    bins: Uint16Array.from(pairs, ({ bin }) => bin),
    binCount,
  };
}
