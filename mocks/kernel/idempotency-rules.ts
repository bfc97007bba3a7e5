import type { Answer } from './answer.ts';
import type { Call } from './dialect.ts';
import type { GatewayRequest } from './request.ts';

// Where providers differ about idempotency keys; the mechanism is idempotency-store.ts.
//
// A key is in flight from the arrival of its first request until that request's answer has left, so
// a retry that overtakes a slow first request meets a conflict, as with the real providers. A
// request that was held before it took effect (its connection is long gone) looks again when it is
// carried out: whoever came first has the effect, the other one gets the kept answer.

export interface IdempotencyRules {
  /**
   * Left out: callers choose a key, and its first answer is kept. `numbers`: those of orders and
   * refunds are the keys, and a repetition is told what is true now. `none`: there are no keys.
   */
  readonly keys?: 'numbers' | 'none';
  /** The key as the caller gave it, for the journal; null when the request carries none. */
  keyOf(request: GatewayRequest): string | null;
  /** The space in which keys of this request are unique, e.g. the account, or the endpoint. */
  scopeOf(request: GatewayRequest): string;
  retentionMs(request: GatewayRequest): number;
  /** The same key came with other parameters. */
  mismatch(request: GatewayRequest): Answer;
  /** The first request with this key is not answered yet. */
  inFlight(request: GatewayRequest): Answer;
  /** What a repetition gets: the kept answer, decorated or brought up to date. */
  replay(kept: KeptAnswer, request: GatewayRequest): Answer;
  /**
   * What to keep of a request that was carried out; null keeps nothing and frees the key.
   *
   * @param made what the handler answered
   * @param sent what left the gateway after faults; null when nothing did
   */
  keep(call: Call, made: Answer, sent: Answer | null): Answer | null;
}

export interface KeptAnswer {
  readonly answer: Answer;
  /** Id of the request that it answered first. */
  readonly exchange: string;
  /** As the first request reported them. */
  readonly object: string | null;
  readonly order: string | null;
}
