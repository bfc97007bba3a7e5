import type { ClientEvent, Unnumbered } from '../../harness/core/events.ts';

/**
 * What a journey needs of the world: a browser, a clock and somewhere to write down what the
 * customer was told. k6, the simulator and tests each have their own.
 */
export interface Customer {
  /** Never rejects: whatever goes wrong on the way is an answer with a `failure`. */
  request(method: 'GET' | 'POST', path: string, options: RequestOptions): Promise<Answer>;
  /** Milliseconds on the clock that events are written with. */
  now(): number;
  sleep(ms: number): Promise<void>;
  emit(event: Unnumbered<ClientEvent>): void;
}

export interface RequestOptions {
  /** Sent as `Idempotency-Key`; null sends none. */
  readonly key: string | null;
  /** Sent as JSON; null sends none. */
  readonly body: unknown;
  readonly timeoutMs: number;
}

export interface Answer {
  /** HTTP status, or 0 when there was no complete answer. */
  readonly status: number;
  /** Parsed JSON; null when there is none. */
  readonly body: unknown;
  readonly failure: null | 'timeout' | 'connection' | 'malformed';
  readonly durationMs: number;
}

/** How long customers wait for what. The same for every policy, so that arms can be compared. */
export interface CustomerLimits {
  /** For the answer to one request. */
  readonly requestTimeoutMs: number;
  /** For a pending payment, when the service promises more than this. */
  readonly pollForMs: number;
  /** For any trace of an order whose submission was not answered. */
  readonly lookupForMs: number;
  /** For everything: after this nothing more is asked. */
  readonly visitMs: number;
}

export const CUSTOMER_LIMITS: CustomerLimits = {
  requestTimeoutMs: 8_000,
  pollForMs: 8_000,
  lookupForMs: 4_000,
  visitMs: 12_000,
};
