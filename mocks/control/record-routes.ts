import { z } from 'zod';
import { streamEvents } from './event-lines.ts';
import { findGateway } from './find-gateway.ts';
import { NOTHING, defineRoute, json } from './route.ts';

const ofGateway = { gateway: z.string().describe('Name of a running gateway.') };

/** Four years: longer than any token, hold or webhook schedule. */
const LONGEST_ADVANCE_MS = 4 * 366 * 86_400_000;

const readStatus = defineRoute({
  method: 'GET',
  path: '/status',
  summary: 'Says what the gateways are busy with and how many faults are armed.',
  answers: 'json',
  handle: (_input, { gateways }) =>
    json({
      gateways: gateways.map((gateway) => gateway.status()),
      faults: gateways.reduce((sum, gateway) => sum + gateway.faults.count, 0),
    }),
});

const readEvents = defineRoute({
  method: 'GET',
  path: '/events',
  summary: 'Streams the events of a gateway, one JSON object a line, closed by an end mark.',
  answers: 'lines',
  query: z.strictObject(ofGateway),
  handle: ({ query }, { gateways, clock }) => ({
    kind: 'lines',
    stream: streamEvents(findGateway(gateways, query.gateway), clock.now()),
  }),
});

const readLedger = defineRoute({
  method: 'GET',
  path: '/ledger',
  summary: 'Lists every movement of money at a gateway.',
  answers: 'json',
  query: z.strictObject(ofGateway),
  handle: ({ query }, { gateways }) => json(findGateway(gateways, query.gateway).ledger()),
});

const readJournal = defineRoute({
  method: 'GET',
  path: '/journal',
  summary: 'Lists the newest requests that a gateway got, the oldest of them first.',
  answers: 'json',
  query: z.strictObject({
    ...ofGateway,
    limit: z.coerce.number().int().min(1).max(10_000).default(100).describe('At most this many.'),
  }),
  handle: ({ query }, { gateways }) =>
    json(findGateway(gateways, query.gateway).journal(query.limit)),
});

const reset = defineRoute({
  method: 'POST',
  path: '/reset',
  summary: 'Makes every gateway forget its payments, keys, tokens, webhooks, events and faults.',
  answers: 'nothing',
  handle(_input, { gateways }) {
    for (const gateway of gateways) gateway.reset();
    return NOTHING;
  },
});

const advanceClock = defineRoute({
  method: 'POST',
  path: '/clock/advance',
  summary: 'Moves the clock of the gateways forward and answers with its new time.',
  answers: 'json',
  body: z.strictObject({
    ms: z.int().min(0).max(LONGEST_ADVANCE_MS).describe('How far, in milliseconds.'),
  }),
  handle({ body }, { clock }) {
    clock.advance(body.ms);
    return json({ now: clock.now() });
  },
});

export const RECORD_ROUTES = [readStatus, readEvents, readLedger, readJournal, reset, advanceClock];
