import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ProviderName } from '../../harness/core/outcome.ts';
import type { ProviderAdapter, ProviderEvent } from '../providers/adapter.ts';
import type { Payments } from '../payments/payments.ts';
import type { Store } from '../store/store.ts';

export interface WebhookOptions {
  readonly adapters: ReadonlyMap<ProviderName, ProviderAdapter>;
  readonly payments: Payments;
  readonly store: Store;
  readonly logger: Logger;
}

/**
 * Receives what providers tell. An event is put into the inbox once and is only a reason to look:
 * the provider is asked, its word on the wire moves nothing.
 */
export function registerWebhookRoutes(app: FastifyInstance, options: WebhookOptions): void {
  const { adapters, payments, store, logger } = options;
  void app.register(async (scope) => {
    // Signatures are over the bytes as they came.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, body);
    });
    for (const [name, adapter] of adapters) {
      scope.post<{ Body: Uint8Array | null }>(`/webhooks/${name}`, async (request, reply) => {
        const body = request.body ?? new Uint8Array();
        const verdict = await adapter.verifyWebhook(request.headers, body);
        if (verdict.kind === 'refused') {
          logger.warn({ provider: name, reason: verdict.reason }, 'webhook refused');
          return reply.code(400).send({ error: { code: `webhook-${verdict.reason}` } });
        }
        await receive(name, verdict.event);
        return reply.code(200).send({ received: true });
      });
    }
  });

  const receive = async (provider: ProviderName, event: ProviderEvent): Promise<void> => {
    const { id, type, object, order } = event;
    const receivedAt = Date.now();
    const isFirst = store.receiveWebhook({ provider, event: id, type, object, order, receivedAt });
    await store.settled();
    if (isFirst && order !== null) void payments.revisit(order);
  };
}
