import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import type { EventRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { json } from './json-answer.ts';
import { notificationRefusal } from './notification-errors.ts';
import { linkTo } from './payment-view.ts';
import { resendBody } from './requests.ts';
import { resendEvent } from './webhook-subscriptions.ts';

// Events that were sent, to be read and sent again.

const EVENTS = '/v1/notifications/webhooks-events';
const DEFAULT_PAGE_SIZE = 10;
const MAXIMUM_PAGE_SIZE = 300;

export function webhookEventRoutes(desk: Desk): readonly Route[] {
  const common = { operation: 'other', orderOf: () => null } as const;
  return [
    {
      ...common,
      method: 'GET',
      path: EVENTS,
      body: 'none',
      handle: (call) => list(desk, call),
    },
    {
      ...common,
      method: 'GET',
      path: `${EVENTS}/:id`,
      body: 'none',
      handle: (call) => answerWith(200, findEvent(desk, call)),
    },
    {
      ...common,
      method: 'POST',
      path: `${EVENTS}/:id/resend`,
      body: 'json',
      handle: (call) => resend(desk, call),
    },
  ];
}

function findEvent(desk: Desk, { request }: Call): EventRecord {
  const event = desk.books.events.get(request.params['id'] ?? '');
  if (event === undefined) throw notificationRefusal(desk, 'INVALID_RESOURCE_ID');
  return event;
}

const answerWith = (status: number, { message }: EventRecord): Answer => {
  const answer = json(status, {});
  return { ...answer, body: message.body };
};

/** The newest first. */
function list(desk: Desk, { request }: Call): Answer {
  const asked = (name: string): string | undefined => {
    const value = request.query[name];
    return typeof value === 'string' ? value : undefined;
  };
  const size = Number(asked('page_size') ?? DEFAULT_PAGE_SIZE);
  if (!Number.isInteger(size) || size < 1 || size > MAXIMUM_PAGE_SIZE) {
    throw notificationRefusal(desk, 'VALIDATION_ERROR', 'page_size');
  }
  const timeOf = (name: string, otherwise: number): number => {
    const text = asked(name);
    const epochMs = text === undefined ? otherwise : Date.parse(text);
    if (Number.isNaN(epochMs)) throw notificationRefusal(desk, 'VALIDATION_ERROR', name);
    return epochMs;
  };
  const fromMs = timeOf('start_time', -Infinity);
  const toMs = timeOf('end_time', Infinity);
  const type = asked('event_type');
  const transaction = asked('transaction_id');
  const found = Array.from(desk.books.events.values())
    .filter((event) => event.createdMs >= fromMs && event.createdMs <= toMs)
    .filter((event) => type === undefined || event.message.type === type)
    .filter((event) => transaction === undefined || event.resource === transaction)
    .reverse()
    .slice(0, size);
  return json(200, {
    events: found.map(({ message }) => JSON.parse(message.body) as unknown),
    count: found.length,
    links: [linkTo(desk, request.target, 'self')],
  });
}

function resend(desk: Desk, call: Call): Answer {
  const event = findEvent(desk, call);
  const body = resendBody.safeParse(call.request.json ?? {});
  if (!body.success) throw notificationRefusal(desk, 'VALIDATION_ERROR', 'webhook_ids');
  const { webhook_ids: ids = [] } = body.data;
  if (ids.some((id) => !desk.books.webhooks.has(id))) {
    throw notificationRefusal(desk, 'VALIDATION_ERROR', 'webhook_ids');
  }
  resendEvent(desk, event, ids.length === 0 ? null : ids);
  return answerWith(202, event);
}
