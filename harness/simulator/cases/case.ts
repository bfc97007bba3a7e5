import type { VerdictOutcome } from '../../core/verdict.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';

/** A failing run that is kept, small enough to read, so that it can be played for ever. */
export interface Case {
  readonly name: string;
  readonly run: SimulatedRun;
  readonly expected: ExpectedVerdict;
  /** The run told in order of time, as it was when the case was saved. */
  readonly story: string;
  readonly replayCommand: string;
}

export interface ExpectedVerdict {
  readonly outcome: VerdictOutcome;
  /** Names of broken invariants, in the order of reports. */
  readonly violated: readonly string[];
}
