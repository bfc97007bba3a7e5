import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  handleWhenResult,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  isTaskCancelledError,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import type { BreakerPolicy, Policy } from '../../harness/core/policy.ts';
import type { ProviderAnswer } from '../providers/adapter.ts';
import { createCallLimit } from './call-limit.ts';
import { WindowBreaker } from './window-breaker.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';
export type Unusable = 'breaker-open' | 'breaker-half-open' | 'bulkhead-full';

type Call = (signal: AbortSignal, timeoutMs: number | null) => Promise<ProviderAnswer>;

/** Stands between the service and one provider. */
export interface Guard {
  /** Why a call would not leave just now; null when it would. */
  unusable(): Unusable | null;
  /** Resolves always; `not-processed` when the call never left. */
  call(call: Call): Promise<ProviderAnswer>;
}

export interface GuardOptions {
  readonly policy: Pick<Policy, 'attemptTimeoutMs' | 'breaker' | 'bulkhead'>;
  readonly onBreaker: (state: BreakerState) => void;
  /** Aborted when the service ends. */
  readonly stopped: AbortSignal;
}

/**
 * The timeout is outermost: cockatiel lets callers wait for a half-open breaker's probe without
 * any deadline, and a place in the bulkhead's queue has none either.
 */
export function createGuard(options: GuardOptions): Guard {
  const { policy, stopped } = options;
  const breaker = policy.breaker === null ? null : createBreaker(policy.breaker, options.onBreaker);
  const places =
    policy.bulkhead === null
      ? null
      : bulkhead(policy.bulkhead.maxConcurrent, policy.bulkhead.maxQueued);
  const limitMs = policy.attemptTimeoutMs;
  const limit = createCallLimit(limitMs, stopped);

  const unusable = (): Unusable | null => {
    const reason = breaker?.unusable() ?? null;
    if (reason !== null) return reason;
    return places !== null && places.executionSlots <= 0 && places.queueSlots <= 0
      ? 'bulkhead-full'
      : null;
  };

  const call = async (send: Call): Promise<ProviderAnswer> => {
    const reason = unusable();
    if (reason !== null) return neverLeft(reason);
    let hasLeft = false;
    const leave = (signal: AbortSignal): Promise<ProviderAnswer> => {
      if (signal.aborted) return Promise.resolve(neverLeft('aborted'));
      hasLeft = true;
      return untilAborted(send(signal, limitMs), signal);
    };
    const throughBreaker = (signal: AbortSignal): Promise<ProviderAnswer> =>
      breaker === null ? leave(signal) : breaker.policy.execute(() => leave(signal), signal);
    const throughPlaces = (signal: AbortSignal): Promise<ProviderAnswer> =>
      places === null
        ? throughBreaker(signal)
        : places.execute(() => throughBreaker(signal), signal);
    try {
      return await limit(throughPlaces);
    } catch (error) {
      if (hasLeft) return unknownAnswer(isTaskCancelledError(error) ? 'timeout' : 'adapter-failed');
      if (isBrokenCircuitError(error)) return neverLeft('breaker-open');
      if (isBulkheadRejectedError(error)) return neverLeft('bulkhead-full');
      if (isTaskCancelledError(error)) return neverLeft('queue-timeout');
      throw error;
    }
  };
  return { unusable, call };
}

function createBreaker(policy: BreakerPolicy, onBreaker: (state: BreakerState) => void) {
  let openedAt = 0;
  const circuit: CircuitBreakerPolicy = circuitBreaker(
    handleWhenResult((result) => isProviderTrouble(result as ProviderAnswer)),
    {
      halfOpenAfter: policy.halfOpenAfterMs,
      breaker: new WindowBreaker(policy),
    },
  );
  circuit.onBreak(() => {
    openedAt = Date.now();
    onBreaker('open');
  });
  circuit.onHalfOpen(() => onBreaker('half-open'));
  circuit.onReset(() => onBreaker('closed'));
  return {
    policy: circuit,
    unusable: (): Unusable | null => {
      // Half-open means that the one probe is out; nobody queues up behind it.
      if (circuit.state === CircuitState.HalfOpen) return 'breaker-half-open';
      const isOpen = circuit.state === CircuitState.Open;
      return isOpen && Date.now() - openedAt < policy.halfOpenAfterMs ? 'breaker-open' : null;
    },
  };
}

/** A decline is the provider at work; only trouble counts. */
const isProviderTrouble = (answer: ProviderAnswer): boolean =>
  answer.outcome === 'unknown' || answer.outcome === 'not-processed';

/** An adapter that does not end when told to must not hold a place or hide from the breaker. */
function untilAborted(
  answer: Promise<ProviderAnswer>,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(unknownAnswer('timeout'));
    signal.addEventListener('abort', onAbort, { once: true });
    answer.then(
      (got) => {
        signal.removeEventListener('abort', onAbort);
        resolve(got);
      },
      (error: unknown) => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      },
    );
  });
}

const neverLeft = (code: string): ProviderAnswer => ({
  ...unknownAnswer(code),
  outcome: 'not-processed',
  state: { kind: 'none' },
});

const unknownAnswer = (code: string): ProviderAnswer => ({
  outcome: 'unknown',
  decline: null,
  code,
  object: null,
  authorisation: null,
  capture: null,
  state: { kind: 'unknown' },
  retryAfterMs: null,
});

/** The call stopped on this side of the wire: retrying at once would stop there again. */
export const isOurOwnRefusal = (code: string): boolean => OWN_REFUSALS.has(code);

const OWN_REFUSALS: ReadonlySet<string> = new Set([
  'breaker-open',
  'breaker-half-open',
  'bulkhead-full',
  'queue-timeout',
  'aborted',
]);
