import type { FaultedRequest, Overrides, ProviderErrors, RequestView } from '../faults/fault.ts';
import type { Answer, Delivery, Signer } from './answer.ts';
import type { Candidate } from './armed-faults.ts';
import type { Clock } from './clock.ts';
import type { RouteOperation } from './dialect.ts';
import type { Handling } from './handling.ts';
import type { HeldRequest } from './held-request.ts';
import type { GatewayParts } from './parts.ts';
import { matchableFacts, type MatchableFacts } from './payment-facts.ts';
import { headerOf } from './request.ts';
import { sealAnswer } from './seal-answer.ts';
import type { Drawn } from './select-faults.ts';

// A request as faults see it. Most faults look at next to nothing of it, and in an outage every
// request meets one: what is asked for is found out then.

export const factsOf = (parts: GatewayParts, { request }: Handling): MatchableFacts =>
  matchableFacts(parts.dialect.factsOf?.(request) ?? {});

export class SeenRequest implements RequestView {
  protected readonly parts: GatewayParts;
  protected readonly handling: Handling;
  readonly #armedAt: number;

  constructor(parts: GatewayParts, handling: Handling, { armedAt }: Candidate) {
    this.parts = parts;
    this.handling = handling;
    this.#armedAt = armedAt;
  }

  get operation(): RouteOperation {
    return this.handling.operation;
  }

  get facts(): MatchableFacts {
    return factsOf(this.parts, this.handling);
  }

  get armedForMs(): number {
    return this.parts.clock.now() - this.#armedAt;
  }

  get isKeyForgotten(): boolean {
    return this.handling.isKeyForgotten;
  }

  get lock(): RequestView['lock'] {
    return this.handling.lock;
  }

  wasChangedWithin(ms: number): boolean {
    return this.parts.changes.wasChangedWithin(this.handling.report.order, ms);
  }
}

/** The way of a request through the faults that it meets. */
export interface Way {
  readonly parts: GatewayParts;
  readonly handling: Handling;
  readonly held: HeldRequest;
  readonly countOnConnection: number;
  readonly clock: Clock;
  detach(work: Promise<unknown>): void;
  /** Goes on behind so many of the faults. */
  step(depth: number): Promise<Delivery>;
}

export class MetRequest extends SeenRequest implements FaultedRequest {
  readonly draw: number;
  readonly #way: Way;
  readonly #depth: number;
  #inner: Promise<Delivery> | null = null;

  /** @param depth how many faults it has met before this one */
  constructor(way: Way, { candidate, draw }: Drawn, depth: number) {
    super(way.parts, way.handling, candidate);
    this.draw = draw;
    this.#way = way;
    this.#depth = depth;
  }

  get target(): string {
    return this.handling.request.target;
  }

  get authorization(): string | null {
    return headerOf(this.handling.request, 'authorization') ?? null;
  }

  get countOnConnection(): number {
    return this.#way.countOnConnection;
  }

  get clock(): Clock {
    return this.#way.clock;
  }

  get signal(): AbortSignal {
    return this.#way.held.gone;
  }

  get errors(): ProviderErrors {
    return this.parts.dialect.errors;
  }

  get overrides(): Overrides {
    return this.handling.overrides;
  }

  keyInUse(): Answer | null {
    return this.handling.keyInUse();
  }

  lockTimeout(): Answer | null {
    return this.parts.dialect.locks?.refuse() ?? null;
  }

  seal(answer: Answer, signer?: Signer, alterBody?: (body: string) => string): Answer {
    return sealAnswer(this.parts, this.handling, answer, signer, alterBody);
  }

  /** A second call gets the first one's delivery: a request is carried out once. */
  proceed(): Promise<Delivery> {
    return (this.#inner ??= this.#way.step(this.#depth + 1));
  }

  detach(work: Promise<unknown>): void {
    this.#way.detach(work);
  }
}
