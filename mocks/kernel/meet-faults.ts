import type { FaultedRequest } from '../faults/fault.ts';
import { faultDraw, isFaultDrawn } from '../../harness/core/fault-draw.ts';
import type { Delivery } from './answer.ts';
import { whole } from './answer.ts';
import type { FaultToArm } from './armed-faults.ts';
import type { Clock } from './clock.ts';
import type { Handling } from './handling.ts';
import type { GatewayParts } from './parts.ts';
import { sealAnswer } from './seal-answer.ts';

export interface Meeting {
  readonly fault: FaultToArm;
  readonly draw: number;
}

export interface Surroundings {
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
  candidates: readonly FaultToArm[],
  occurrence: number,
): readonly Meeting[] {
  const { operation } = handling;
  const reference = handling.report.order ?? '';
  const met: Meeting[] = [];
  for (const fault of candidates) {
    const key = { seed: parts.seed, fault: fault.name, reference, operation, occurrence };
    // The first part of the draw decides; rescaled, it is uniform again for the fault's own use.
    if (isFaultDrawn(key, fault.share)) met.push({ fault, draw: faultDraw(key) / fault.share });
  }
  return met;
}

/** Leads a request through its faults to its handling, and its answer back out. */
export async function meetFaults(
  parts: GatewayParts,
  handling: Handling,
  met: readonly Meeting[],
  surroundings: Surroundings,
): Promise<Delivery> {
  const { gone, stopped, detach } = surroundings;
  // A wait that a fault ties to nothing still ends with the gateway.
  const clock: Clock = {
    now: () => parts.clock.now(),
    sleep: (ms, signal) => parts.clock.sleep(ms, signal ?? stopped),
  };
  const step = async (depth: number): Promise<Delivery> => {
    const meeting = met[depth];
    if (stopped.aborted) return { kind: 'hang' };
    if (meeting === undefined) return whole(await handling.carryOut());
    let inner: Promise<Delivery> | null = null;
    const request: FaultedRequest = {
      operation: handling.operation,
      draw: meeting.draw,
      clock,
      signal: gone,
      errors: parts.dialect.errors,
      seal: (answer, signer) => sealAnswer(parts, handling, answer, signer),
      overrides: handling.overrides,
      // A second call gets the first one's delivery: a request is carried out once.
      proceed: () => (inner ??= step(depth + 1)),
      detach,
    };
    const { definition, options, name } = meeting.fault;
    try {
      return await definition.meet(request, options);
    } catch (error) {
      // Waiting was cut short because the client or the gateway has gone: nobody to answer.
      if (gone.aborted) return { kind: 'hang' };
      parts.log.error({ err: error, fault: name }, 'a fault crashed');
      return whole(parts.dialect.refuse({ kind: 'crashed' }));
    }
  };
  return step(0);
}
