import type { Interval } from '../statistics/interval.ts';
import type { PhaseSample } from './phase-sample.ts';

/** What an objective's figure came to in one phase. */
export interface Measurement {
  /** Null when there was nothing to measure. */
  readonly actual: number | null;
  /** 95 %; null where the figure has none. */
  readonly interval: Interval | null;
  /** How many payments it rests on. */
  readonly sampleSize: number;
  /** Fewer prove nothing either way. */
  readonly sampleNeeded: number;
}

export type Measure = (sample: PhaseSample) => Measurement;

/** Fewer payments than these say nothing about a share. */
export const FEWEST_PAYMENTS = 30;
