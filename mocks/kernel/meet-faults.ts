import type { IncomingMessage } from 'node:http';
import type { Delivery } from './answer.ts';
import { whole } from './answer.ts';
import type { Candidate } from './armed-faults.ts';
import type { Clock, WakeSignal } from './clock.ts';
import type { Handling } from './handling.ts';
import type { HeldRequest } from './held-request.ts';
import { readPath } from './match-fields.ts';
import { factsOf, MetRequest, SeenRequest, type Way } from './met-request.ts';
import type { GatewayParts } from './parts.ts';
import { selectFaults, type Drawn } from './select-faults.ts';

/** The faults that this request meets, outermost first. */
export function drawFaults(
  parts: GatewayParts,
  handling: Handling,
  candidates: readonly Candidate[],
  occurrence: number,
): readonly Drawn[] {
  const { operation, report } = handling;
  const nowMs = parts.clock.now();
  return selectFaults(parts.seed, candidates, {
    reference: report.order ?? '',
    operation,
    occurrence,
    nowMs,
    read: (path) => readField(parts, handling, path),
    concerns: (candidate) => {
      const { definition, options } = candidate.fault;
      if (definition.concerns === undefined) return true;
      return definition.concerns(new SeenRequest(parts, handling, candidate), options);
    },
  });
}

/** A fact by its name, or `json.a.b` and the like: a path into the request. */
function readField(parts: GatewayParts, handling: Handling, field: string): unknown {
  const { request, report, key } = handling;
  const [root = '', ...rest] = field.split('.');
  switch (root) {
    case 'order':
      return report.order;
    case 'key':
      return key;
    case 'path':
      return request.path;
    case 'json':
    case 'form':
    case 'query':
    case 'params':
    case 'headers':
      return readPath(request[root], rest.join('.'));
    default:
      return readPath(factsOf(parts, handling), field);
  }
}

interface Surroundings {
  readonly raw: IncomingMessage;
  readonly held: HeldRequest;
  detach(work: Promise<unknown>): void;
}

/** Leads a request through its faults to its handling, and its answer back out. */
export function meetFaults(
  parts: GatewayParts,
  handling: Handling,
  met: readonly Drawn[],
  surroundings: Surroundings,
): Promise<Delivery> {
  return new WayThroughFaults(parts, handling, met, surroundings).step(0);
}

/** Thousands may be under way at once: it is few objects, and makes no more than it must. */
class WayThroughFaults implements Way, Clock {
  readonly parts: GatewayParts;
  readonly handling: Handling;
  readonly held: HeldRequest;
  readonly countOnConnection: number;
  readonly #met: readonly Drawn[];
  readonly #surroundings: Surroundings;

  constructor(
    parts: GatewayParts,
    handling: Handling,
    met: readonly Drawn[],
    surroundings: Surroundings,
  ) {
    this.parts = parts;
    this.handling = handling;
    this.held = surroundings.held;
    this.countOnConnection = parts.connections.count(surroundings.raw);
    this.#met = met;
    this.#surroundings = surroundings;
  }

  get clock(): Clock {
    return this;
  }

  now(): number {
    return this.parts.clock.now();
  }

  /** A wait that a fault ties to nothing still ends with the gateway. */
  sleep(ms: number, signal: WakeSignal = this.held): Promise<void> {
    return this.parts.clock.sleep(ms, signal);
  }

  detach(work: Promise<unknown>): void {
    this.#surroundings.detach(work);
  }

  step(depth: number): Promise<Delivery> {
    const meeting = this.#met[depth];
    if (this.held.isStopped) return Promise.resolve({ kind: 'hang' });
    if (meeting === undefined) return this.#carryOut();
    const request = new MetRequest(this, meeting, depth);
    try {
      const met = meeting.candidate.meet?.(request) ?? request.proceed();
      return met.catch((error: unknown) => this.#crashed(meeting, error));
    } catch (error) {
      return Promise.resolve(this.#crashed(meeting, error));
    }
  }

  async #carryOut(): Promise<Delivery> {
    return whole(await this.handling.carryOut());
  }

  #crashed({ candidate }: Drawn, error: unknown): Delivery {
    // Waiting was cut short because the client or the gateway has gone: nobody to answer.
    if (this.held.isGone) return { kind: 'hang' };
    const { log, dialect } = this.parts;
    log.error({ err: error, fault: candidate.fault.name }, 'a fault crashed');
    return whole(dialect.refuse({ kind: 'crashed' }));
  }
}
