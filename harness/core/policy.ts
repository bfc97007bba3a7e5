/**
 * How a payment service copes, as data: handed to the target as JSON, so that a policy can be
 * compared, replayed and mutated. All times in milliseconds, all ratios 0..1.
 */
export interface Policy {
  readonly name: string;
  /** One sentence for people. */
  readonly summary: string;
  /** The customer has an answer by then: paid, declined or pending. */
  readonly deadlineMs: number;
  /** `null` waits for ever, as many SDK defaults do. */
  readonly attemptTimeoutMs: number | null;
  readonly retry: RetryPolicy;
  readonly breaker: BreakerPolicy | null;
  readonly bulkhead: { readonly maxConcurrent: number; readonly maxQueued: number } | null;
  readonly failover: FailoverPolicy;
  readonly reconcile: ReconcilePolicy;
  readonly degradation: DegradationPolicy;
}

export interface RetryPolicy {
  /** Tries of one operation at one provider, the first included. */
  readonly maxAttempts: number;
  readonly backoff:
    | { readonly kind: 'none' }
    | {
        readonly kind: 'exponential';
        readonly baseMs: number;
        readonly capMs: number;
        readonly jitter: 'none' | 'equal' | 'full';
      };
  /** `new` mints a key for each try: what a caller-level retry does when it forgets the key. */
  readonly idempotencyKey: 'same' | 'new';
  /** Token bucket (Finagle, Brooker 2022): each first try deposits `ratio`, each retry costs 1. */
  readonly budget: { readonly ratio: number; readonly burst: number } | null;
}

export interface BreakerPolicy {
  /** Opens when this share of calls failed in the window, once `minimumCalls` were seen. */
  readonly failureRatio: number;
  readonly windowMs: number;
  readonly minimumCalls: number;
  readonly halfOpenAfterMs: number;
}

/**
 * - `none`: one provider per payment.
 * - `fenced`: another provider only after a definite no or an acknowledged cancel or void.
 * - `on-unknown`: another provider after any failure. What teams ship by accident.
 * - `second-hold`: while the first hold is unknown, authorise (not capture) at the backup; capture
 *   one, void the other.
 */
export type FailoverPolicy = {
  readonly kind: 'none' | 'fenced' | 'on-unknown' | 'second-hold';
  /** Providers tried for one payment at most. */
  readonly maxProviders: number;
};

export interface ReconcilePolicy {
  /** `false`: unknowns are never looked at again. */
  readonly isEnabled: boolean;
  readonly intervalMs: number;
  /**
   * An unknown that the provider says it never saw is given up only after this time, and only
   * after the fence (cancel, void) is acknowledged where the provider has one.
   */
  readonly settleAfterMs: number;
}

export interface DegradationPolicy {
  /** Accept the payment as pending and work it off later when no provider is usable. */
  readonly acceptAndQueue: boolean;
  /** Tell the customer which other method works. */
  readonly offerOtherMethod: boolean;
  /** What a pending customer is promised. */
  readonly promisedWithinMs: number;
}
