import type { IncomingMessage } from 'node:http';
import type { Delivery } from './answer.ts';
import { whole } from './answer.ts';
import type { Candidate } from './armed-faults.ts';
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
  { raw, held, detach }: Surroundings,
): Promise<Delivery> {
  const way: Way = {
    parts,
    handling,
    held,
    detach,
    countOnConnection: parts.connections.count(raw),
    // A wait that a fault ties to nothing still ends with the gateway.
    clock: {
      now: () => parts.clock.now(),
      sleep: (ms, signal) => parts.clock.sleep(ms, signal ?? held.stopped),
    },
    step: async (depth) => {
      const meeting = met[depth];
      if (held.isStopped) return { kind: 'hang' };
      if (meeting === undefined) return whole(await handling.carryOut());
      const { candidate } = meeting;
      const request = new MetRequest(way, meeting, depth);
      try {
        return (await candidate.meet?.(request)) ?? (await request.proceed());
      } catch (error) {
        // Waiting was cut short because the client or the gateway has gone: nobody to answer.
        if (held.isGone) return { kind: 'hang' };
        parts.log.error({ err: error, fault: candidate.fault.name }, 'a fault crashed');
        return whole(parts.dialect.refuse({ kind: 'crashed' }));
      }
    },
  };
  return way.step(0);
}
