import type { IncomingMessage } from 'node:http';
import type { FaultedRequest, RequestView } from '../faults/fault.ts';
import type { Delivery } from './answer.ts';
import { whole } from './answer.ts';
import type { Candidate } from './armed-faults.ts';
import type { Clock } from './clock.ts';
import type { Handling } from './handling.ts';
import { readPath } from './match-fields.ts';
import type { GatewayParts } from './parts.ts';
import { matchableFacts, type MatchableFacts } from './payment-facts.ts';
import { headerOf } from './request.ts';
import { sealAnswer } from './seal-answer.ts';
import { selectFaults, type Drawn } from './select-faults.ts';

export interface Surroundings {
  readonly raw: IncomingMessage;
  /** Aborted when the client left or the gateway stops. */
  readonly gone: AbortSignal;
  /** Aborted when the gateway stops or is reset: nothing may take effect any more. */
  readonly stopped: AbortSignal;
  detach(work: Promise<unknown>): void;
}

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
      return definition.concerns(viewOf(parts, handling, candidate), options);
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

const factsOf = (parts: GatewayParts, { request }: Handling): MatchableFacts =>
  matchableFacts(parts.dialect.factsOf?.(request) ?? {});

function viewOf(parts: GatewayParts, handling: Handling, { armedAt }: Candidate): RequestView {
  return {
    operation: handling.operation,
    get facts() {
      return factsOf(parts, handling);
    },
    armedForMs: parts.clock.now() - armedAt,
    isKeyForgotten: handling.isKeyForgotten,
    wasChangedWithin: (ms) => parts.changes.wasChangedWithin(handling.report.order, ms),
  };
}

/** Leads a request through its faults to its handling, and its answer back out. */
export async function meetFaults(
  parts: GatewayParts,
  handling: Handling,
  met: readonly Drawn[],
  surroundings: Surroundings,
): Promise<Delivery> {
  const { raw, gone, stopped, detach } = surroundings;
  // A wait that a fault ties to nothing still ends with the gateway.
  const clock: Clock = {
    now: () => parts.clock.now(),
    sleep: (ms, signal) => parts.clock.sleep(ms, signal ?? stopped),
  };
  const countOnConnection = parts.connections.count(raw);
  const step = async (depth: number): Promise<Delivery> => {
    const meeting = met[depth];
    if (stopped.aborted) return { kind: 'hang' };
    if (meeting === undefined) return whole(await handling.carryOut());
    const { candidate, draw } = meeting;
    let inner: Promise<Delivery> | null = null;
    const request: FaultedRequest = {
      ...viewOf(parts, handling, candidate),
      target: handling.request.target,
      authorization: headerOf(handling.request, 'authorization') ?? null,
      countOnConnection,
      draw,
      clock,
      signal: gone,
      errors: parts.dialect.errors,
      keyInUse: () => handling.keyInUse(),
      seal: (answer, signer, alterBody) => sealAnswer(parts, handling, answer, signer, alterBody),
      overrides: handling.overrides,
      // A second call gets the first one's delivery: a request is carried out once.
      proceed: () => (inner ??= step(depth + 1)),
      detach,
    };
    try {
      return (await candidate.meet?.(request)) ?? (await request.proceed());
    } catch (error) {
      // Waiting was cut short because the client or the gateway has gone: nobody to answer.
      if (gone.aborted) return { kind: 'hang' };
      parts.log.error({ err: error, fault: candidate.fault.name }, 'a fault crashed');
      return whole(parts.dialect.refuse({ kind: 'crashed' }));
    }
  };
  return step(0);
}
