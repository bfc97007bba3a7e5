import fastify, { type FastifyInstance } from 'fastify';
import { registerOperationsRoutes } from '../operations/operations-routes.ts';
import { refuse, registerPaymentRoutes } from './payment-routes.ts';
import { PROBLEMS } from './problems.ts';
import { registerWebhookRoutes, type WebhookOptions } from './webhook-routes.ts';

export function createServer(options: WebhookOptions): FastifyInstance {
  const { logger, payments } = options;
  const app = fastify({
    bodyLimit: 256 * 1024,
    // Longer than clients keep an idle connection (Go's 90 s, proxies' 60 s): the side that sends
    // must be the one that closes, or a payment is written to a connection that is going away.
    keepAliveTimeout: 120_000,
    // Ours ends when the payments in flight have ended, not when idle connections have.
    forceCloseConnections: 'idle',
    // Our schemas are constants, and a mistyped keyword is refused all the same. To check them against
    // the schema of schemas compiles that at each start, which costs more than all of ours.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, validateSchema: false } },
  });
  app.setErrorHandler((error, _request, reply) => {
    // Never the error's own text: it may quote the body.
    const status = statusOf(error);
    if (status < 500) return refuse(reply, { ...PROBLEMS.invalid, status });
    logger.error({ err: error }, 'request failed');
    return refuse(reply, PROBLEMS.internal);
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, PROBLEMS.unknownRoute));
  registerPaymentRoutes(app, payments);
  registerOperationsRoutes(app, options);
  registerWebhookRoutes(app, options);
  return app;
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' ? error.statusCode : 500;
}
