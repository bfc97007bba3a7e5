import type { IncomingMessage, ServerResponse } from 'node:http';
import { FAULT_HEADER } from '../faults/index.ts';
import { whole, type Answer } from './answer.ts';
import type { Candidate } from './armed-faults.ts';
import { readAskedFault } from './asked-fault.ts';
import { deliver, sendWhole } from './deliver.ts';
import type { RequestProblem, Route } from './dialect.ts';
import { Handling } from './handling.ts';
import { HeldRequest } from './held-request.ts';
import { drawFaults, meetFaults } from './meet-faults.ts';
import type { GatewayParts } from './parts.ts';
import { readRequest } from './read-request.ts';
import { sealAnswer } from './seal-answer.ts';
import type { Drawn } from './select-faults.ts';

const NO_FAULTS: readonly string[] = [];

/** Serves one routed request. Nothing armed and no header: no promise, no wrapper, no waiting. */
export function serve(
  parts: GatewayParts,
  route: Route,
  raw: IncomingMessage,
  response: ServerResponse,
  params: Readonly<Record<string, string>>,
  rawBody: string,
): void {
  const { request, problem } = readRequest(raw, route, params, rawBody);
  const handling = new Handling(parts, route, request, problem, raw.url ?? '/');
  const occurrence = parts.occurrences.next(handling.report.order ?? '', handling.operation);

  let candidates: readonly Candidate[] =
    parts.faults.count === 0 ? [] : parts.faults.candidates(handling.operation);
  const header = raw.headers[FAULT_HEADER];
  if (header !== undefined) {
    const asked = readAskedFault(parts, handling, String(header));
    if (typeof asked === 'string') {
      const answer = parts.dialect.refuse({ kind: 'bad-fault-header', reason: asked });
      finish(parts, handling, response, answer, NO_FAULTS);
      return;
    }
    if (asked.meet === null) handling.askForWebhooks(asked);
    else candidates = [...candidates, asked];
  }
  const met = candidates.length === 0 ? [] : drawFaults(parts, handling, candidates, occurrence);
  // Connections are counted only while somebody asks.
  if (met.length > 0) {
    void serveFaulted(parts, handling, met, raw, response);
    return;
  }
  if (candidates.length > 0) parts.connections.count(raw);
  const withheld = raw.headers.expect === undefined ? NO_FAULTS : parts.connections.withheldBy(raw);
  finish(parts, handling, response, handling.carryOut(), withheld);
}

/** Answers what never reaches a route, in the provider's words; it is journalled all the same. */
export function serveProblem(
  parts: GatewayParts,
  raw: IncomingMessage,
  response: ServerResponse,
  problem: RequestProblem,
): void {
  const { request } = readRequest(raw, { body: 'none' }, {}, '');
  const handling = new Handling(parts, null, request, problem, raw.url ?? '/');
  finish(parts, handling, response, handling.carryOut(), NO_FAULTS);
}

function finish(
  parts: GatewayParts,
  handling: Handling,
  response: ServerResponse,
  answer: Answer | Promise<Answer>,
  faults: readonly string[],
): void {
  if (answer instanceof Promise) {
    parts.tally.inFlight += 1;
    void answer.then((made) => {
      parts.tally.inFlight -= 1;
      finish(parts, handling, response, made, faults);
    });
    return;
  }
  handling.settle(answer);
  const seal = (unsealed: Answer): Answer => sealAnswer(parts, handling, unsealed);
  handling.writeJournal(sendWhole(response, answer, seal), faults);
}

// 1. The request takes its idempotency key, and the lock of what it changes where the provider is slow
//    about it, then meets its faults, outermost first.
// 2. What comes back out decides what a repetition of the key will be told.
// 3. It is sent in its way. A client that left ends the waiting that a fault ties to it.
// 4. Work that outlives the connection is waited for, so that the journal tells its effect.
// A gateway that stops or is reset ends all waiting, and nothing more takes effect.
async function serveFaulted(
  parts: GatewayParts,
  handling: Handling,
  met: readonly Drawn[],
  raw: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { tally, faults, clock } = parts;
  for (const { candidate } of met) faults.countMet(candidate.fault.name);
  const held = new HeldRequest();
  const onClose = (): void => {
    if (!response.writableFinished) held.leave();
  };
  response.once('close', onClose);
  tally.held.add(held);
  tally.inFlight += 1;
  const detached: Promise<unknown>[] = [];

  handling.claimKey();
  const isHolding = met.some(({ candidate }) => candidate.fault.definition.holdsObject === true);
  const isFree = !isHolding || (await handling.takeLock());
  const surroundings = {
    raw,
    held,
    detach: (work: Promise<unknown>) => {
      tally.detached += 1;
      detached.push(work.catch(() => undefined).finally(() => (tally.detached -= 1)));
    },
  };
  const delivery = isFree
    ? await meetFaults(parts, handling, met, surroundings)
    : whole(handling.refuseLocked());
  handling.settle('answer' in delivery ? delivery.answer : null);
  const seal = (answer: Answer): Answer => sealAnswer(parts, handling, answer);
  const status = await deliver(response, delivery, seal, clock, held);
  tally.inFlight -= 1;
  if (detached.length > 0) await Promise.all(detached);
  tally.held.remove(held);
  response.off('close', onClose);
  if (held.isStopped) return;
  const drawn = met.map(({ candidate }) => candidate.fault.name);
  handling.writeJournal(status, [...parts.connections.withheldBy(raw), ...drawn]);
}
