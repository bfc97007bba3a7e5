import type { DeclineKind, GatewayName, ProviderOperation } from '../../harness/core/outcome.ts';
import type { Seed } from '../../harness/core/ids.ts';
import type { Random } from '../../harness/core/random.ts';
import type { KeyRotation } from '../faults/faultable-gateway.ts';
import type { Overrides, ProviderErrors } from '../faults/fault.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Answer, Signer } from './answer.ts';
import type { Clock } from './clock.ts';
import type { IdempotencyRules } from './idempotency-rules.ts';
import type { IdSource } from './id-source.ts';
import type { LockRules } from './object-locks.ts';
import type { RateRules } from './rate-limiter.ts';
import type { PaymentFacts } from './payment-facts.ts';
import type { GatewayRequest } from './request.ts';
import type { SettlementLine, SettlementRules } from './settlement.ts';
import type { WebhookMessage, WebhookRules } from './webhook-rules.ts';

// How a provider's dialect is made. A dialect is stateless data; `open` gives it a gateway's context
// and returns what the kernel mounts. Handlers are best written synchronously: then what they
// do is one step that no other request can interleave with.

export interface Dialect {
  readonly name: GatewayName;
  /** What users may switch on here; other gateways refuse it. */
  readonly offers?: readonly ('isLenient' | 'limitsRates' | 'modificationDelayMs')[];
  open(gateway: GatewayContext): OpenDialect;
}

/** What the kernel lends to a dialect. */
export interface GatewayContext {
  readonly name: GatewayName;
  readonly seed: Seed;
  readonly clock: Clock;
  /**
   * Epoch milliseconds by the clock that callers live in, which nobody moves by hand: to judge the
   * timestamps that they sign.
   */
  callersNow(): number;
  /** A stream of this gateway's own. */
  readonly random: Random;
  readonly ids: IdSource;
  readonly ledger: Ledger;
  /** Private keys of the provider and of the test merchant. */
  readonly keys: KeyRing;
  readonly behaviour: GatewayBehaviour;
  /** The address clients reach this gateway at, without a trailing slash; for links in answers. */
  baseUrl(): string;
  publish(message: WebhookMessage): void;
  /** False: a message without an address of its own would go nowhere and need not be made. */
  hasEndpoint(): boolean;
  /** What faults make of settlement lines: for files that the provider's own routes serve. */
  settled(lines: readonly SettlementLine[]): readonly SettlementLine[];
  /** Aborted when the gateway closes: what waits on the clock must end with it. */
  readonly closed: AbortSignal;
  /**
   * A store that is emptied when the gateway is reset, and saved and loaded with its state. Hold all
   * changing state in these, as plain data (what `structuredClone` takes, no methods), and let one
   * record name another by its id, never by reference.
   *
   * @param name unique within the dialect
   */
  createStore<Value>(name: string): Map<string, Value>;
}

/** What a user of the gateway may switch on. */
export interface GatewayBehaviour {
  /** Unknown ids are made in a fitting state, for suites that were written for a stateless mock. */
  readonly isLenient: boolean;
  /** The provider's documented rate limits are enforced. */
  readonly limitsRates: boolean;
  /** A limit of the user's own in place of the provider's; null: none. */
  readonly requestsPerSecond: number | null;
  /**
   * How long after its acceptance a modification takes effect and is announced, in milliseconds of
   * the gateway's clock; null: the dialect's usual time.
   */
  readonly modificationDelayMs: number | null;
}

/** What the seal of an answer depends on. */
export interface Sealing {
  /** Id of the request that is answered. */
  readonly exchange: string;
  /** Null when it was no request that could be read. */
  readonly request: GatewayRequest | null;
  /** The time that the provider's clock shows, epoch milliseconds. */
  readonly nowMs: number;
  readonly signer: Signer;
  /**
   * A fault changes what is signed: the dialect applies it to the text of the answer. Only given
   * where `writesWhenSealing`; for others the kernel has done it.
   */
  readonly alterBody?: (body: string) => string;
}

export interface OpenDialect {
  readonly routes: readonly Route[];
  /** Test credentials, as environment variables of the target. */
  readonly environment: Readonly<Record<string, string>>;
  readonly errors: ProviderErrors;
  readonly idempotency: IdempotencyRules;
  readonly webhooks: WebhookRules;
  /** Left out where the provider lets requests about one object go side by side. */
  readonly locks?: LockRules;
  /** The provider's documented rate limits; enforced where `behaviour.limitsRates` is on. */
  readonly rates?: RateRules;
  /** How the provider accounts for what it captured and refunded. */
  readonly settlement?: SettlementRules;
  /** Larger request bodies are refused before they are read to the end. */
  readonly bodyLimitBytes: number;
  /** A fresh id of a request in the provider's own form (`req_...`, a debug id). */
  nextExchangeId(): string;
  /**
   * The last step before an answer leaves: the headers that every answer of the provider has (those
   * that the answer has itself win) and its signature over what is sent.
   */
  seal(answer: Answer, sealing: Sealing): Answer;
  /** Null lets the request in. Not asked on routes with `isOpen`. */
  authenticate(request: GatewayRequest): Answer | null;
  /** The provider's words for what never reaches a handler. */
  refuse(problem: RequestProblem): Answer;
  /** Makes every access token that was issued so far invalid. No-op without tokens. */
  expireTokens(): void;
  /** What is known about the payment that a request is about; from its body or the object it names. */
  factsOf?(request: GatewayRequest): PaymentFacts;
  /**
   * Signs answers and webhooks with other keys from now on; null goes back to those that it began
   * with. Left out by dialects that sign nothing.
   */
  rotateKeys?(rotation: KeyRotation | null): void;
  /** True when `seal` signs answers. */
  readonly signsAnswers?: boolean;
  /** True when answers are no wire text before `seal` writes them. */
  readonly writesWhenSealing?: boolean;
  /** Payment objects known now. */
  countPayments(): number;
  /** Accepted work that takes effect shortly; the gateway is not quiescent while there is any. */
  countPending?(): number;
  /** Called after the clock was moved by hand: expire what is due. */
  onClockMoved?(): void;
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type RouteOperation = ProviderOperation | 'other';

export interface Route {
  readonly method: HttpMethod;
  /** Fastify's notation: `/v1/payment_intents/:id/confirm`. */
  readonly path: string;
  /** A function where the body decides: a create that also confirms is a `confirm`. */
  readonly operation: RouteOperation | ((request: GatewayRequest) => RouteOperation);
  /** How the body is read. `none` ignores whatever was sent. */
  readonly body: 'form' | 'json' | 'none';
  /** True lets requests in without authentication (the token endpoint checks its own). */
  readonly isOpen?: boolean;
  /** The merchant's reference: from the request, or from the object that it names. */
  orderOf(request: GatewayRequest): string | null;
  /** Throws `Refusal` to answer with an error from deep inside. */
  handle(call: Call): Answer | Promise<Answer>;
}

/** One request in a handler's hands. */
export interface Call {
  /** This request's id; goes to the ledger with every movement. */
  readonly exchange: string;
  readonly request: GatewayRequest;
  /** What faults want the handler to do otherwise. */
  readonly overrides: Overrides;
  /** What the handler tells the journal; it may be filled in at any time while handling. */
  readonly report: ExchangeReport;
}

export interface ExchangeReport {
  /** Set beforehand from the route's `orderOf`. */
  order: string | null;
  /** Provider's id of the payment object that was touched. */
  object: string | null;
  decline: { readonly kind: DeclineKind; readonly code: string } | null;
  /** `instrumentOf(number)`; never the number. */
  instrument: string | null;
  /** False when the request was refused before it was carried out (validation). */
  isExecuted: boolean;
}

export type RequestProblem =
  | { readonly kind: 'unknown-route'; readonly method: string; readonly path: string }
  | { readonly kind: 'malformed-body'; readonly reason: string }
  | { readonly kind: 'content-type'; readonly got: string; readonly wanted: string }
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  /** Not HTTP as we know it: bad URL encoding, broken headers. */
  | { readonly kind: 'malformed-request'; readonly reason: string }
  | { readonly kind: 'bad-fault-header'; readonly reason: string }
  /** A handler threw: a bug of the mock. */
  | { readonly kind: 'crashed' };
