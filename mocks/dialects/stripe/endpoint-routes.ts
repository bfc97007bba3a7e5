import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { FormTree } from '../../kernel/request.ts';
import { badParameter, jsonAnswer, missingParameter, noSuch } from './api-errors.ts';
import { listPage } from './lists.ts';
import type { WebhookEndpoint } from './objects.ts';
import { mergeMetadata, readFlag, readList, readText, requireText } from './parameters.ts';
import type { StripeState } from './state.ts';
import { wireWebhookEndpoint } from './wire-money.ts';

// Endpoints that really get events, each signed with its own secret.

/** docs.stripe.com/webhooks: "You can register up to 16 webhook endpoints". */
const MOST_ENDPOINTS = 16;

export function createEndpoint(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  const url = requireText(form, 'url');
  checkUrl(url);
  const enabledEvents = readEvents(form);
  if (enabledEvents === null) throw missingParameter('enabled_events');
  if (living(state).length >= MOST_ENDPOINTS) {
    throw badParameter(
      'url',
      `You have reached the maximum of ${MOST_ENDPOINTS} test webhook endpoints.`,
    );
  }
  const endpoint = addEndpoint(state, {
    url,
    enabledEvents,
    apiVersion: readText(form, 'api_version'),
    description: readText(form, 'description'),
    metadata: mergeMetadata(form, {}),
  });
  return jsonAnswer(200, { ...wireWebhookEndpoint(endpoint), secret: endpoint.secret });
}

export const retrieveEndpoint = (state: StripeState, call: Call): Answer =>
  jsonAnswer(200, wireWebhookEndpoint(findEndpoint(state, call)));

export function updateEndpoint(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  const endpoint = findEndpoint(state, call);
  const url = readText(form, 'url') ?? endpoint.url;
  checkUrl(url);
  return keep(state, {
    ...endpoint,
    url,
    enabledEvents: readEvents(form) ?? endpoint.enabledEvents,
    isEnabled: form['disabled'] === undefined ? endpoint.isEnabled : !readFlag(form, 'disabled'),
    description:
      form['description'] === undefined ? endpoint.description : readText(form, 'description'),
    metadata: mergeMetadata(form, endpoint.metadata),
  });
}

/** What was published for it before still goes there, signed. */
export const deleteEndpoint = (state: StripeState, call: Call): Answer =>
  keep(state, { ...findEndpoint(state, call), isDeleted: true });

export function listEndpoints(state: StripeState, call: Call): Answer {
  const list = listPage(state, call.request.query, {
    url: '/v1/webhook_endpoints',
    what: 'webhook endpoint',
    items: living(state),
    render: wireWebhookEndpoint,
    standIn: () => addEndpoint(state, {}),
  });
  return jsonAnswer(200, list);
}

function keep(state: StripeState, endpoint: WebhookEndpoint): Answer {
  state.webhookEndpoints.set(endpoint.id, endpoint);
  return jsonAnswer(200, wireWebhookEndpoint(endpoint));
}

function findEndpoint(state: StripeState, { request }: Call): WebhookEndpoint {
  const id = request.params['id'] ?? '';
  const known = state.webhookEndpoints.get(id);
  if (known?.isDeleted === false) return known;
  if (state.gateway.behaviour.isLenient) return addEndpoint(state, { id });
  throw noSuch('webhook endpoint', id);
}

const living = (state: StripeState): readonly WebhookEndpoint[] =>
  [...state.webhookEndpoints.values()].filter(({ isDeleted }) => !isDeleted);

/** One that was made up is switched off: nobody listens where it points. */
function addEndpoint(state: StripeState, given: Partial<WebhookEndpoint>): WebhookEndpoint {
  const { ids } = state.gateway;
  const endpoint: WebhookEndpoint = {
    id: ids.next('we_1', 23),
    created: state.now(),
    secret: ids.next('whsec_', 32),
    url: 'https://example.com/webhook',
    enabledEvents: ['*'],
    apiVersion: null,
    description: null,
    isEnabled: given.url !== undefined,
    isDeleted: false,
    metadata: {},
    ...given,
  };
  state.webhookEndpoints.set(endpoint.id, endpoint);
  return endpoint;
}

/** Stripe wants https outside of test mode, and no address that only the sender can reach. */
function checkUrl(url: string): void {
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: '' };
  if (protocol === 'http:' || protocol === 'https:') return;
  throw badParameter(
    'url',
    `Invalid URL: ${url} must be an absolute http or https URL.`,
    'url_invalid',
  );
}

function readEvents(form: FormTree): readonly string[] | null {
  if (form['enabled_events'] === undefined) return null;
  const events = readList(form, 'enabled_events');
  const stranger = events.find(
    (event) => event !== '*' && !/^[a-z0-9_]+(\.[a-z0-9_]+)+$/.test(event),
  );
  if (stranger !== undefined) {
    throw badParameter('enabled_events', `Invalid event type: ${stranger}`);
  }
  return events.length === 0 ? null : events;
}
