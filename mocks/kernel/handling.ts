import { assertNever } from '../../harness/core/assert-never.ts';
import type { Exchange } from '../../harness/core/events.ts';
import type { Overrides } from '../faults/fault.ts';
import type { Answer } from './answer.ts';
import type { Call, ExchangeReport, RequestProblem, Route, RouteOperation } from './dialect.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Candidate } from './armed-faults.ts';
import type { ClaimResult, KeyClaim } from './idempotency-store.ts';
import type { Release } from './object-locks.ts';
import type { GatewayParts } from './parts.ts';
import { Refusal } from './refusal.ts';
import type { GatewayRequest } from './request.ts';

/** One request from arrival to its line in the journal. */
export class Handling implements Call {
  readonly exchange: string;
  readonly request: GatewayRequest;
  readonly operation: RouteOperation;
  readonly overrides: Overrides = {};
  readonly report: ExchangeReport;
  readonly #parts: GatewayParts;
  readonly #route: Route | null;
  readonly #arrivedAt: number;
  readonly #key: string | null;
  readonly #fingerprint: string;
  /** An answer that was certain before anything was carried out. */
  readonly #early: Answer | null;
  #claim: KeyClaim | null = null;
  #release: Release | null = null;
  #asked: Candidate | null = null;
  #made: Promise<Answer> | Answer | null = null;
  #isReplay = false;
  #isLate = false;

  constructor(
    parts: GatewayParts,
    route: Route | null,
    request: GatewayRequest,
    problem: RequestProblem | null,
    url: string,
  ) {
    const { dialect, clock } = parts;
    this.#parts = parts;
    this.#route = route;
    this.request = request;
    this.#arrivedAt = clock.now();
    this.exchange = dialect.nextExchangeId();
    this.operation = route === null ? 'other' : operationOf(route, request);
    this.report = {
      order: route?.orderOf(request) ?? null,
      object: null,
      decline: null,
      instrument: null,
      isExecuted: true,
    };
    this.#early = earlyAnswer(parts, route, request, problem);
    this.#key = this.#early === null ? dialect.idempotency.keyOf(request) : null;
    this.#fingerprint = fingerprintOf(request, url);
  }

  /** Takes the key at arrival, so that a retry that overtakes this request meets a conflict. */
  claimKey(): void {
    if (this.#key === null) return;
    const result = this.#askStore(this.#key);
    if (result.kind === 'first') this.#claim = result.claim;
  }

  /** The key of this request was lost since it was first seen. */
  get isKeyForgotten(): boolean {
    return this.#key !== null && this.#parts.keys.isForgotten(this.#scoped(this.#key));
  }

  get key(): string | null {
    return this.#key;
  }

  /** What the provider says to a key that another request holds; null without a key. */
  keyInUse(): Answer | null {
    return this.#key === null ? null : this.#parts.dialect.idempotency.inFlight(this.request);
  }

  /** The object that it changes, where the provider locks such. */
  get lock(): string | null {
    return this.#parts.dialect.locks?.lockOf(this.request) ?? null;
  }

  /**
   * Holds what it changes until `settle`, for a request that the provider is slow about.
   *
   * @returns false when another one held it for too long: the request ends with `refuseLocked`
   */
  async takeLock(): Promise<boolean> {
    const { locks, clock, dialect } = this.#parts;
    // What is refused or repeated changes nothing.
    const isRepeated = this.#key !== null && this.#claim === null;
    const name = this.#early === null && !isRepeated ? this.lock : null;
    if (name === null || dialect.locks === undefined) return true;
    this.#release = await locks.take(name, dialect.locks.waitMs, clock);
    return this.#release !== null;
  }

  /** The provider's words for an object that is held; nothing was done. */
  refuseLocked(): Answer {
    this.report.isExecuted = false;
    return this.#parts.dialect.locks?.refuse() ?? this.#crash(new Error('no locks'));
  }

  /** A fault that the webhooks of this request meet too. */
  askForWebhooks(fault: Candidate): void {
    this.#asked = fault;
  }

  /** Answers the request for real; money may move. */
  carryOut(): Answer | Promise<Answer> {
    if (this.#early !== null) return this.#early;
    const repeated = this.#claim === null && this.#key !== null ? this.#repeat(this.#key) : null;
    if (repeated !== null) return repeated;
    const made = this.#parts.locks.count === 0 ? this.#handle() : this.#handleOnceFree();
    this.#made = made;
    if (this.#isLate) this.#keepOnceMade(null);
    return made;
  }

  /**
   * The answer has left, or never will: what becomes of the key is decided now.
   *
   * @param sent null when nothing left the gateway
   */
  settle(sent: Answer | null): void {
    this.#isLate = true;
    this.#release?.();
    this.#release = null;
    if (this.#made === null) {
      this.#claim?.release();
      this.#claim = null;
    } else {
      this.#keepOnceMade(sent);
    }
  }

  writeJournal(status: number | null, faults: readonly string[]): void {
    const { order, object, decline, instrument } = this.report;
    this.#parts.events.append<Exchange>((source, seq) => ({
      kind: 'exchange',
      t: this.#arrivedAt,
      exchange: this.exchange,
      operation: this.operation,
      order,
      key: this.#key,
      object,
      fingerprint: this.#fingerprint,
      status,
      endT: this.#parts.clock.now(),
      isReplay: this.#isReplay,
      faults,
      decline,
      instrument,
      source,
      seq,
    }));
  }

  #askStore(key: string): ClaimResult {
    const { keys, dialect, clock } = this.#parts;
    const { idempotency } = dialect;
    return keys.claim(
      this.#scoped(key),
      this.#fingerprint,
      clock.now(),
      idempotency.retentionMs(this.request),
    );
  }

  #scoped(key: string): string {
    return `${this.#parts.dialect.idempotency.scopeOf(this.request)}|${key}`;
  }

  /** What a key that was used before answers; null makes this the first request. */
  #repeat(key: string): Answer | null {
    const { idempotency } = this.#parts.dialect;
    const result = this.#askStore(key);
    switch (result.kind) {
      case 'first':
        this.#claim = result.claim;
        return null;
      case 'mismatch':
        return idempotency.mismatch(this.request);
      case 'in-flight':
        return idempotency.inFlight(this.request);
      case 'kept':
        this.#isReplay = true;
        this.report.object = result.kept.object;
        this.report.order ??= result.kept.order;
        return idempotency.replay(result.kept, this.request);
      default:
        return assertNever(result);
    }
  }

  /** Waits for one that holds what this request changes, unless it is this one. */
  #handleOnceFree(): Answer | Promise<Answer> {
    const { locks, clock, dialect } = this.#parts;
    const name = this.#release === null ? this.lock : null;
    if (name === null || dialect.locks === undefined || !locks.isHeld(name)) return this.#handle();
    return locks.take(name, dialect.locks.waitMs, clock).then(async (release) => {
      if (release === null) return this.refuseLocked();
      try {
        return await this.#handle();
      } finally {
        release();
      }
    });
  }

  #handle(): Answer | Promise<Answer> {
    if (this.#route === null) return this.#crash(new Error('no route'));
    const route = this.#route;
    try {
      const made = this.#isPlain ? route.handle(this) : this.#throughFaults(route);
      if (!(made instanceof Promise)) return made;
      return made.catch((error: unknown) => this.#recover(error));
    } catch (error) {
      return this.#recover(error);
    }
  }

  /** Nothing stands between the request and its handler: by far the most are so. */
  get #isPlain(): boolean {
    const { phantom, capturedDeltaMinor, isStale } = this.overrides;
    return (
      this.#asked === null &&
      !this.#parts.changes.isOn &&
      phantom === undefined &&
      capturedDeltaMinor === undefined &&
      isStale === undefined
    );
  }

  /** What faults do to the state, the money and the webhooks that the handler works with. */
  #throughFaults(route: Route): Answer | Promise<Answer> {
    const { ledger, changes, webhooks } = this.#parts;
    const { overrides } = this;
    const asked = this.#asked;
    const handle = (): Answer | Promise<Answer> => route.handle(this);
    const step = asked === null ? handle : () => webhooks.publishWith(asked, handle);
    // Read when money moves, which may be later: a phantom of declines is one only where the issuer,
    // who is asked first, would have declined.
    ledger.lieAbout(this.exchange, {
      get isPhantom() {
        return overrides.phantom === 'always';
      },
      capturedDeltaMinor: overrides.capturedDeltaMinor ?? 0,
    });
    if (overrides.isStale === true) return changes.asBefore(this.report.order, step);
    const isReading = this.operation === 'retrieve' || this.operation === 'token';
    return changes.isOn && !isReading ? changes.remember(step, () => this.report.order) : step();
  }

  #recover(error: unknown): Answer {
    if (!(error instanceof Refusal)) return this.#crash(error);
    this.report.isExecuted = error.isExecuted;
    return error.answer;
  }

  #crash(error: unknown): Answer {
    this.report.isExecuted = false;
    this.#parts.log.error({ err: error, exchange: this.exchange }, 'a gateway handler crashed');
    return this.#parts.dialect.refuse({ kind: 'crashed' });
  }

  #keepOnceMade(sent: Answer | null): void {
    const made = this.#made;
    if (made instanceof Promise) void made.then((answer) => this.#keep(answer, sent));
    else if (made !== null) this.#keep(made, sent);
  }

  #keep(made: Answer, sent: Answer | null): void {
    const claim = this.#claim;
    if (claim === null) return;
    const { idempotency } = this.#parts.dialect;
    const answer = this.report.isExecuted ? idempotency.keep(this, made, sent) : null;
    const { object, order } = this.report;
    if (answer === null) claim.release();
    else claim.keep({ answer, exchange: this.exchange, object, order });
  }
}

function operationOf(route: Route, request: GatewayRequest): RouteOperation {
  return typeof route.operation === 'function' ? route.operation(request) : route.operation;
}

// Before the layer of idempotency keys: a key that was refused here was never used.
function earlyAnswer(
  { dialect, rates, clock }: GatewayParts,
  route: Route | null,
  request: GatewayRequest,
  problem: RequestProblem | null,
): Answer | null {
  const isOpen = route === null || route.isOpen === true;
  const refusal = isOpen ? null : dialect.authenticate(request);
  if (refusal !== null) return refusal;
  if (rates !== null && route !== null && dialect.rates !== undefined) {
    const verdict = rates.take(dialect.rates.limitsOf(request, route.path), clock.now());
    if (verdict.kind === 'exceeded') return dialect.rates.refuse(verdict.limit, verdict.waitMs);
  }
  return problem === null ? null : dialect.refuse(problem);
}
