/**
 * Token bucket for retries (Finagle's RetryBudget; Brooker, "Fixing retries with token buckets",
 * 2022): first tries earn, retries spend, so that retries stay a share of the traffic however
 * much of it fails.
 */
export interface RetryBudget {
  /** A first try was made. */
  deposit(): void;
  /** False when there is no token for a retry. */
  withdraw(): boolean;
}

export function createRetryBudget(
  policy: { readonly ratio: number; readonly burst: number } | null,
): RetryBudget {
  if (policy === null) return { deposit: () => undefined, withdraw: () => true };
  let tokens = policy.burst;
  return {
    deposit: () => {
      tokens = Math.min(policy.burst, tokens + policy.ratio);
    },
    withdraw: () => {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
