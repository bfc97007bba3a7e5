import type { Answer } from '../../kernel/answer.ts';
import type { Call, HttpMethod, Route } from '../../kernel/dialect.ts';
import type { WebhookRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { resourceId } from './ids.ts';
import { json, noContent } from './json-answer.ts';
import { notificationRefusal } from './notification-errors.ts';
import { linkTo } from './payment-view.ts';
import { webhookBody, webhookPatchBody, type WebhookBody } from './requests.ts';
import { EVENT_TYPES, keepWebhook } from './webhook-subscriptions.ts';

// Webhooks that an application registers for itself. The one that the gateway's environment names is
// set by whoever runs the gateway, and no part of this list.
// https://developer.paypal.com/docs/api/webhooks/v1/

const WEBHOOKS = '/v1/notifications/webhooks';
/** An application may have no more. */
const MAXIMUM_WEBHOOKS = 10;

export function webhookManagementRoutes(desk: Desk): readonly Route[] {
  const route = (
    method: HttpMethod,
    path: string,
    handle: (call: Call) => Answer,
    body: Route['body'] = 'none',
  ): Route => ({ method, path, operation: 'other', body, orderOf: () => null, handle });
  const { webhooks } = desk.books;
  const view = (webhook: WebhookRecord): object => viewOfWebhook(desk, webhook);
  return [
    route('POST', WEBHOOKS, (call) => json(201, view(register(desk, call))), 'json'),
    route('GET', WEBHOOKS, () => json(200, { webhooks: Array.from(webhooks.values(), view) })),
    route('GET', `${WEBHOOKS}/:id`, (call) => json(200, view(findWebhook(desk, call)))),
    route('PATCH', `${WEBHOOKS}/:id`, (call) => json(200, view(patch(desk, call))), 'json'),
    route('DELETE', `${WEBHOOKS}/:id`, (call) => {
      webhooks.delete(findWebhook(desk, call).id);
      return noContent();
    }),
    route('GET', `${WEBHOOKS}/:id/event-types`, (call) =>
      json(200, { event_types: findWebhook(desk, call).eventTypes.map(viewOfType) }),
    ),
    route('GET', '/v1/notifications/webhooks-event-types', () =>
      json(200, { event_types: Array.from(EVENT_TYPES.keys(), viewOfType) }),
    ),
  ];
}

function findWebhook(desk: Desk, { request }: Call): WebhookRecord {
  const webhook = desk.books.webhooks.get(request.params['id'] ?? '');
  if (webhook === undefined) throw notificationRefusal(desk, 'INVALID_RESOURCE_ID');
  return webhook;
}

function register(desk: Desk, { request }: Call): WebhookRecord {
  const body = readWebhook(desk, request.json);
  refuseKnownUrl(desk, body.url);
  if (desk.books.webhooks.size >= MAXIMUM_WEBHOOKS) {
    throw notificationRefusal(desk, 'WEBHOOK_NUMBER_LIMIT_EXCEEDED');
  }
  const webhook = {
    id: resourceId(desk.gateway.ids),
    url: body.url,
    eventTypes: namesOf(body.event_types),
  };
  keepWebhook(desk.books, webhook);
  return webhook;
}

/** Only `replace`, and only of the two things that a webhook has. */
function patch(desk: Desk, call: Call): WebhookRecord {
  const webhook = findWebhook(desk, call);
  const patches = webhookPatchBody.safeParse(call.request.json);
  if (!patches.success) throw notificationRefusal(desk, 'VALIDATION_ERROR', fieldOf(patches.error));
  const asBody = {
    url: webhook.url,
    event_types: webhook.eventTypes.map((name) => ({ name })),
    ...Object.fromEntries(patches.data.map(({ path, value }) => [path.slice(1), value])),
  };
  const { url, event_types: eventTypes } = readWebhook(desk, asBody);
  const changed = { ...webhook, url, eventTypes: namesOf(eventTypes) };
  if (JSON.stringify(changed) === JSON.stringify(webhook)) {
    throw notificationRefusal(desk, 'WEBHOOK_PATCH_REQUEST_NO_CHANGE');
  }
  if (url !== webhook.url) refuseKnownUrl(desk, url);
  keepWebhook(desk.books, changed);
  return changed;
}

function refuseKnownUrl(desk: Desk, url: string): void {
  for (const webhook of desk.books.webhooks.values()) {
    if (webhook.url === url) throw notificationRefusal(desk, 'WEBHOOK_URL_ALREADY_EXISTS', 'url');
  }
}

function readWebhook(desk: Desk, body: unknown): WebhookBody {
  const parsed = webhookBody.safeParse(body);
  if (parsed.success) return parsed.data;
  throw notificationRefusal(desk, 'VALIDATION_ERROR', fieldOf(parsed.error));
}

interface Problems {
  readonly issues: readonly { readonly path: readonly PropertyKey[] }[];
}

const fieldOf = ({ issues }: Problems): string => (issues[0]?.path ?? []).map(String).join('.');

const namesOf = (types: WebhookBody['event_types']): readonly string[] =>
  types.map(({ name }) => name);

function viewOfWebhook(desk: Desk, { id, url, eventTypes }: WebhookRecord): object {
  const path = `${WEBHOOKS}/${id}`;
  return {
    id,
    url,
    event_types: eventTypes.map(viewOfType),
    links: [
      linkTo(desk, path, 'self'),
      linkTo(desk, path, 'update', 'PATCH'),
      linkTo(desk, path, 'delete', 'DELETE'),
    ],
  };
}

const viewOfType = (name: string): object => ({
  name,
  description: EVENT_TYPES.get(name) ?? (name === '*' ? 'ALL' : name),
  status: 'ENABLED',
});
