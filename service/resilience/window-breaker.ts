import { CircuitState, type IBreaker } from 'cockatiel';
import type { BreakerPolicy } from '../../harness/core/policy.ts';

/** Calls that began to be counted together. */
interface Slice {
  readonly startMs: number;
  calls: number;
  failures: number;
}

/** What leaves the window leaves it a slice at a time: a tenth of it is near enough. */
const SLICES = 10;

/**
 * Opens when the share of failures among the calls of the last `windowMs` has come to `failureRatio`,
 * and there were `minimumCalls`. Cockatiel's own SamplingBreaker (4.0.0) forgets a call only when four
 * later slices were used: with few calls it weighs those of minutes ago.
 */
export class WindowBreaker implements IBreaker {
  readonly #policy: Pick<BreakerPolicy, 'failureRatio' | 'windowMs' | 'minimumCalls'>;
  #slices: Slice[] = [];

  constructor(policy: Pick<BreakerPolicy, 'failureRatio' | 'windowMs' | 'minimumCalls'>) {
    this.#policy = policy;
  }

  get state(): unknown {
    return structuredClone(this.#slices);
  }

  success(state: CircuitState): void {
    // The probe of a half-open circuit: what was before it is over.
    if (state === CircuitState.HalfOpen) this.#slices = [];
    this.#now().calls += 1;
  }

  failure(state: CircuitState): boolean {
    const slice = this.#now();
    slice.calls += 1;
    slice.failures += 1;
    if (state !== CircuitState.Closed) return true;
    const { failureRatio, minimumCalls } = this.#policy;
    const calls = this.#slices.reduce((sum, one) => sum + one.calls, 0);
    const failures = this.#slices.reduce((sum, one) => sum + one.failures, 0);
    return calls >= minimumCalls && failures >= failureRatio * calls;
  }

  /** The slice of this moment; those that have left the window are dropped. */
  #now(): Slice {
    const now = Date.now();
    const { windowMs } = this.#policy;
    this.#slices = this.#slices.filter(({ startMs }) => startMs > now - windowMs);
    const last = this.#slices.at(-1);
    if (last !== undefined && now - last.startMs < windowMs / SLICES) return last;
    const slice = { startMs: now, calls: 0, failures: 0 };
    this.#slices.push(slice);
    return slice;
  }
}
