import { z } from 'zod';
import { PROVIDER_OPERATIONS } from '../../harness/core/outcome.ts';
import {
  eventSchema,
  exchangeSchema,
  ledgerEntrySchema,
  statusSchema,
  timeSchema,
} from './answer-schemas.ts';
import { streamEvents } from './event-lines.ts';
import { findGateway, someGateways } from './find-gateway.ts';
import { streamLive } from './live-events.ts';
import { NOTHING, defineRoute, json } from './route.ts';

const ofGateway = { gateway: z.string().describe('Name of a running gateway.') };
const ofSome = { gateway: z.string().optional().describe('Of this gateway alone.') };
const sinceMs = z.coerce
  .number()
  .min(0)
  .optional()
  .describe('From this time on, epoch milliseconds on the clock of the gateways.');
const order = z.string().optional().describe("With this merchant's reference alone.");
const limit = (most: number, usual: number) =>
  z.coerce.number().int().min(1).max(most).default(usual).describe('At most this many.');

/** Four years: longer than any token, hold or webhook schedule. */
const LONGEST_ADVANCE_MS = 4 * 366 * 86_400_000;

const readStatus = defineRoute({
  method: 'GET',
  path: '/status',
  summary: 'Says what the gateways are busy with and how many faults are armed.',
  answers: 'json',
  returns: statusSchema,
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
  returns: eventSchema,
  query: z.strictObject(ofGateway),
  handle: ({ query }, { gateways, clock }) => ({
    kind: 'lines',
    stream: streamEvents(findGateway(gateways, query.gateway), clock.now()),
  }),
});

const followEvents = defineRoute({
  method: 'GET',
  path: '/live',
  summary: 'Tells what happens from now on as server-sent events, until the caller leaves.',
  answers: 'live',
  query: z.strictObject(ofSome),
  handle: ({ query }, { gateways }) => ({
    kind: 'live',
    stream: streamLive(someGateways(gateways, query.gateway)),
  }),
});

const readLedger = defineRoute({
  method: 'GET',
  path: '/ledger',
  summary: 'Lists the newest movements of money that fit, the oldest of them first.',
  answers: 'json',
  returns: z.array(ledgerEntrySchema),
  query: z.strictObject({
    ...ofSome,
    order,
    object: z.string().optional().describe('Of this payment object alone.'),
    movement: ledgerEntrySchema.shape.movement.optional().describe('Of this kind alone.'),
    sinceMs,
    limit: limit(100_000, 1000),
  }),
  handle: ({ query: { gateway, ...filter } }, { gateways }) =>
    json(
      inTime(
        someGateways(gateways, gateway).flatMap((each) => each.findLedger(filter)),
        filter.limit,
      ),
    ),
});

const readJournal = defineRoute({
  method: 'GET',
  path: '/journal',
  summary: 'Lists the newest requests that fit, the oldest of them first.',
  answers: 'json',
  returns: z.array(exchangeSchema),
  query: z.strictObject({
    ...ofSome,
    order,
    operation: z
      .enum([...PROVIDER_OPERATIONS, 'other'])
      .optional()
      .describe('Of this kind alone.'),
    sinceMs,
    limit: limit(10_000, 100),
  }),
  handle: ({ query: { gateway, ...filter } }, { gateways }) =>
    json(
      inTime(
        someGateways(gateways, gateway).flatMap((each) => each.findExchanges(filter)),
        filter.limit,
      ),
    ),
});

/** Of several gateways, each newest first: the newest of all, oldest first. */
const inTime = <Event extends { readonly t: number }>(
  events: readonly Event[],
  most: number,
): readonly Event[] =>
  events
    .toReversed()
    .toSorted((one, other) => one.t - other.t)
    .slice(-most);

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

const readClock = defineRoute({
  method: 'GET',
  path: '/clock',
  summary: 'Says what time it is for the gateways.',
  answers: 'json',
  returns: timeSchema,
  handle: (_input, { clock }) => json({ now: clock.now() }),
});

const advanceClock = defineRoute({
  method: 'POST',
  path: '/clock/advance',
  summary: 'Moves the clock of the gateways forward and answers with its new time.',
  answers: 'json',
  returns: timeSchema,
  body: z.strictObject({
    ms: z.int().min(0).max(LONGEST_ADVANCE_MS).describe('How far, in milliseconds.'),
  }),
  handle({ body }, { clock }) {
    clock.advance(body.ms);
    return json({ now: clock.now() });
  },
});

export const RECORD_ROUTES = [
  readStatus,
  readEvents,
  followEvents,
  readLedger,
  readJournal,
  reset,
  readClock,
  advanceClock,
];
