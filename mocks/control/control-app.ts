import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { closest } from 'fastest-levenshtein';
import { assertNever } from '../../harness/core/assert-never.ts';
import { PaydrillError } from '../../harness/core/errors.ts';
import { checkAccess } from './access.ts';
import { checkInput } from './check-input.ts';
import { CONTROL_STATUS, controlError } from './errors.ts';
import { FAULT_ROUTES } from './fault-routes.ts';
import { createDescriptionRoute } from './openapi.ts';
import { RECORD_ROUTES } from './record-routes.ts';
import type { ControlAnswer, ControlRoute, ControlledRig } from './route.ts';
import { WEBHOOK_ROUTES } from './webhook-routes.ts';

export interface ControlSettings extends Omit<ControlledRig, 'webhookHosts'> {
  /** Whoever knows it may break the gateways. */
  readonly token: string;
  /** Hosts besides this machine that webhooks may go to. None by default. */
  readonly webhookHosts?: readonly string[];
}

const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * The control API of running gateways: arms and clears faults, shows ledgers, journals and
 * events, delivers webhooks, moves the clock. Listen on a loopback address; requests from elsewhere
 * or without the token are refused.
 */
export function createControlApp(settings: ControlSettings): FastifyInstance {
  const rig: ControlledRig = {
    gateways: settings.gateways,
    clock: settings.clock,
    webhookHosts: settings.webhookHosts ?? [],
  };
  const described = [...FAULT_ROUTES, ...WEBHOOK_ROUTES, ...RECORD_ROUTES];
  const routes = [...described, createDescriptionRoute(described)];
  const app = Fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  readBodies(app);
  app.addHook('onRequest', async (request) => {
    checkAccess(request, settings.token);
  });
  for (const route of routes) mount(app, route, rig);
  app.setNotFoundHandler((request) => {
    const got = `${request.method} ${request.url.split('?')[0] ?? ''}`;
    const known = routes.map(({ method, path }) => `${method} ${path}`);
    throw controlError('CONTROL_ROUTE_UNKNOWN', { got, nearest: closest(got, known) });
  });
  app.setErrorHandler((error, _request, reply) => refuse(reply, error));
  return app;
}

function mount(app: FastifyInstance, route: ControlRoute, rig: ControlledRig): void {
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      const params = checkInput(route.params, request.params, 'the path');
      const query = checkInput(route.query, request.query, 'the query');
      const body = route.body === null ? null : checkInput(route.body, request.body, 'the body');
      return send(reply, await route.handle({ params, query, body }, rig));
    },
  });
}

function send(reply: FastifyReply, answer: ControlAnswer): FastifyReply {
  switch (answer.kind) {
    case 'json':
      return reply.code(answer.status).send(answer.value);
    case 'lines':
      return reply.type('application/x-ndjson').send(answer.stream);
    case 'nothing':
      return reply.code(204).send();
    default:
      return assertNever(answer);
  }
}

function refuse(reply: FastifyReply, cause: unknown): FastifyReply {
  const error = nameError(cause);
  const { code, message, hint } = error;
  return reply.code(CONTROL_STATUS.get(code) ?? 400).send({ code, message, hint });
}

function nameError(cause: unknown): PaydrillError {
  if (cause instanceof PaydrillError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  // What Fastify refuses by itself is about the body: its size, its type or a broken length.
  const isRefusal = cause instanceof Error && 'statusCode' in cause && cause.statusCode !== 500;
  return controlError(
    isRefusal ? 'CONTROL_BODY_NOT_JSON' : 'CONTROL_CRASHED',
    { reason },
    { cause },
  );
}

/** JSON, and an empty body of any type: clients send their content type with nothing, too. */
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    const type = request.headers['content-type'] ?? 'no content type';
    if (!/^application\/json\b/i.test(type)) {
      return done(controlError('CONTROL_BODY_NOT_JSON', { reason: `it came as ${type}` }));
    }
    try {
      done(null, JSON.parse(body.toString()));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      done(controlError('CONTROL_BODY_NOT_JSON', { reason }, { cause }));
    }
  });
}
