import { z } from 'zod';
import { mayReceive } from '../kernel/loopback.ts';
import { deliveredSchema, pendingWebhookSchema } from './answer-schemas.ts';
import { controlError } from './errors.ts';
import { findGateway, someGateways } from './find-gateway.ts';
import { NOTHING, defineRoute, json } from './route.ts';

const setEndpoint = defineRoute({
  method: 'PUT',
  path: '/webhook-endpoints/:gateway',
  summary: 'Says where the webhooks of a gateway go; null stops them.',
  answers: 'nothing',
  params: z.strictObject({ gateway: z.string() }),
  body: z.strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .nullable()
      .describe('Where to POST them, on this machine or a host that was allowed by name.'),
    events: z
      .array(z.string())
      .nullable()
      .default(null)
      .describe('Types of events to send, by the names of the provider; null sends all.'),
  }),
  handle({ params, body }, { gateways, webhookHosts }) {
    const gateway = findGateway(gateways, params.gateway);
    if (body.url !== null) {
      const { hostname } = new URL(body.url);
      if (!mayReceive(hostname, webhookHosts)) {
        throw controlError('CONTROL_WEBHOOK_HOST_REFUSED', { got: hostname });
      }
    }
    gateway.setWebhookEndpoint(body.url, body.events);
    return NOTHING;
  },
});

const deliver = defineRoute({
  method: 'POST',
  path: '/webhooks/deliver',
  summary: 'Tries every webhook that waits now, and answers when those tries ended.',
  answers: 'json',
  returns: deliveredSchema,
  query: z.strictObject({
    withinMs: z.coerce
      .number()
      .int()
      .min(0)
      .max(60_000)
      .optional()
      .describe('Answers after this many milliseconds at the latest; left out: waits for all.'),
  }),
  async handle({ query: { withinMs } }, { gateways }) {
    const results = await Promise.all(gateways.map((gateway) => gateway.deliverWebhooks(withinMs)));
    return json({
      delivered: results.reduce((sum, { delivered }) => sum + delivered, 0),
      failed: results.reduce((sum, { failed }) => sum + failed, 0),
    });
  },
});

const list = defineRoute({
  method: 'GET',
  path: '/webhooks',
  summary: 'Lists the webhooks that were not accepted yet and have a try left.',
  answers: 'json',
  returns: z.array(pendingWebhookSchema),
  query: z.strictObject({
    gateway: z.string().optional().describe('Of this gateway alone.'),
    limit: z.coerce.number().int().min(1).max(10_000).default(100).describe('At most this many.'),
  }),
  handle: ({ query }, { gateways }) =>
    json(
      someGateways(gateways, query.gateway)
        .flatMap((gateway) =>
          gateway.pendingWebhooks().map(({ message, url, attempt, dueAt }) => {
            const { id: event, type, order, object } = message;
            return { gateway: gateway.name, event, type, order, object, url, attempt, dueAt };
          }),
        )
        .slice(0, query.limit),
    ),
});

export const WEBHOOK_ROUTES = [setEndpoint, list, deliver];
