// Who may try again, as in Marc Brooker's "Fixing retries with token buckets and circuit breakers"
// (2022; mbrooker/simulator_example, retry_sim). The text of the post drops part of a token into the
// bucket at each success, its program at the start of each call: the figures are the program's.

export interface CallRetries {
  /** The call has failed; may it be tried again? */
  mayRetry(): boolean;
}

/** What one client knows from call to call. */
export type RetryStrategy = () => CallRetries;

const TRIES = 3;
const DEPOSIT = 0.1;
const BUCKET = 5;
const TRIP_RATIO = 0.1;

const upTo = (limit: number): CallRetries => {
  let retries = 0;
  return { mayRetry: () => (retries += 1) <= limit };
};

/** One for each client. */
export const STRATEGIES = {
  none: () => () => upTo(0),
  'three retries': () => () => upTo(TRIES),
  adaptive: () => {
    let tokens = BUCKET;
    return () => {
      tokens = Math.min(tokens + DEPOSIT, BUCKET);
      const mayRetry = (): boolean => {
        if (tokens <= 1) return false;
        tokens -= 1;
        return true;
      };
      return { mayRetry };
    };
  },
  breaker: () => {
    let calls = 0;
    let failures = 0;
    return () => {
      calls += 1;
      const limited = upTo(TRIES);
      const mayRetry = (): boolean => {
        failures += 1;
        return failures / calls <= TRIP_RATIO && limited.mayRetry();
      };
      return { mayRetry };
    };
  },
} as const satisfies Record<string, () => RetryStrategy>;

export type StrategyName = keyof typeof STRATEGIES;
export const STRATEGY_NAMES = Object.keys(STRATEGIES) as readonly StrategyName[];
