import type { ProviderOperation } from '../../harness/core/outcome.ts';
import type { Answer, Delivery, Signer } from '../kernel/answer.ts';
import type { Clock } from '../kernel/clock.ts';
import type { MatchableFacts } from '../kernel/payment-facts.ts';
import type { Overrides, ProviderErrors } from './fault.ts';

/** A request before it is drawn. */
export interface RequestView {
  readonly operation: ProviderOperation | 'other';
  /** What is known about the payment that it is about. */
  readonly facts: MatchableFacts;
  /** Time since the fault was armed, in milliseconds of the gateway's clock. */
  readonly armedForMs: number;
  /** Its idempotency key was seen before and has been lost since. */
  readonly isKeyForgotten: boolean;
  /** Whether its order changed in the last so many milliseconds, as far as changes are remembered. */
  wasChangedWithin(ms: number): boolean;
  /** The object that it changes, where the provider locks such; else null. */
  readonly lock: string | null;
}

/** A request in the hands of a fault. */
export interface FaultedRequest extends RequestView {
  /** Path and query as they were sent. */
  readonly target: string;
  /** The header of that name; never to be logged. */
  readonly authorization: string | null;
  /** 1 for the first on its connection, counted from the first that met any armed fault. */
  readonly countOnConnection: number;
  /** The fault draw of this request, uniform in [0, 1): magnitudes derive from it. */
  readonly draw: number;
  readonly clock: Clock;
  /** Aborted when the client went away or the gateway stops. */
  readonly signal: AbortSignal;
  readonly errors: ProviderErrors;
  /** What the provider says to a key that another request holds; null without a key. */
  keyInUse(): Answer | null;
  /** What the provider says when it can't get the lock of an object; null where it locks none. */
  lockTimeout(): Answer | null;
  /**
   * Stamps and signs an answer now instead of on its way out, so that what a fault does to it then
   * is not covered by the signature; `signer` other than the provider forges it.
   *
   * @param alterBody changes its text before it is signed
   */
  seal(answer: Answer, signer?: Signer, alterBody?: (body: string) => string): Answer;
  /** What the dialect and the kernel read while they handle the request. */
  readonly overrides: Overrides;
  /** Handles the request (and any inner fault) for real; money may move. Call it at most once. */
  proceed(): Promise<Delivery>;
  /**
   * Keeps the gateway from counting as quiescent until `work` ends: for a request whose effect
   * comes after its connection is gone.
   */
  detach(work: Promise<unknown>): void;
}
