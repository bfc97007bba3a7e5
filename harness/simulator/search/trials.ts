import { PaydrillError } from '../../core/errors.ts';
import type { SimulatedOutcome, SimulatedRun } from '../drill/simulated-run.ts';
import { isSameFailure, type Failure } from './failure.ts';

export type Simulate = (run: SimulatedRun) => Promise<SimulatedOutcome>;

/** Thrown inside the search when no run is left; it never leaves it. */
export class OutOfRuns extends Error {
  override readonly name = 'OutOfRuns';
}

export interface Kept {
  readonly run: SimulatedRun;
  /** Null where the answer came from the trail and nothing was simulated. */
  readonly outcome: SimulatedOutcome | null;
}

export interface TrialOptions {
  readonly failure: Failure;
  readonly start: Kept;
  readonly simulate: Simulate;
  readonly maxTrials: number;
  readonly trail: readonly boolean[];
  readonly stop: AbortSignal;
  readonly onTrial: (isKept: boolean, kept: Kept) => void;
}

/**
 * Tries one run after the other and keeps each that still fails. The search asks in the same order
 * every time, so that the answers alone are enough to take it up again where it was left.
 */
export class Trials {
  readonly #options: TrialOptions;
  readonly #known = new Map<string, boolean>();
  readonly #answers: boolean[] = [];
  #kept: Kept;

  constructor(options: TrialOptions) {
    this.#options = options;
    this.#kept = options.start;
    this.#known.set(keyOf(options.start.run), true);
  }

  get kept(): Kept {
    return this.#kept;
  }

  get trail(): readonly boolean[] {
    return this.#answers;
  }

  /**
   * Whether the run fails as the first one did; if so it is kept.
   *
   * @throws OutOfRuns
   */
  async try(run: SimulatedRun): Promise<boolean> {
    const key = keyOf(run);
    const known = this.#known.get(key);
    if (known !== undefined) {
      if (known) this.#kept = key === keyOf(this.#kept.run) ? this.#kept : { run, outcome: null };
      return known;
    }
    const { maxTrials, stop } = this.#options;
    if (this.#answers.length >= maxTrials || stop.aborted) throw new OutOfRuns();
    const { fails, outcome } = await this.#ask(run);
    // A run that was cut short says nothing about itself.
    if (stop.aborted && !fails) throw new OutOfRuns();
    this.#answers.push(fails);
    this.#known.set(key, fails);
    if (fails) this.#kept = { run, outcome };
    this.#options.onTrial(fails, this.#kept);
    return fails;
  }

  async #ask(run: SimulatedRun): Promise<{ fails: boolean; outcome: SimulatedOutcome | null }> {
    const answered = this.#options.trail[this.#answers.length];
    if (answered !== undefined) return { fails: answered, outcome: null };
    try {
      const outcome = await this.#options.simulate(run);
      return { fails: isSameFailure(this.#options.failure, outcome.record), outcome };
    } catch (error) {
      // A world that stalls or a set-up that is refused is no run that fails in the same way.
      if (error instanceof PaydrillError) return { fails: false, outcome: null };
      throw error;
    }
  }
}

const keyOf = (run: SimulatedRun): string => JSON.stringify(run);
