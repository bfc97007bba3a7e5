import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { closest } from 'fastest-levenshtein';
import { assertNever } from '../../harness/core/assert-never.ts';
import { PaydrillError } from '../../harness/core/errors.ts';
import { PAGE_HEADERS, PAGE_HTML } from '../page/index.ts';
import { checkAccess, checkCaller } from './access.ts';
import { checkInput } from './check-input.ts';
import { CONTROL_STATUS, controlError } from './errors.ts';
import { FAULT_ROUTES } from './fault-routes.ts';
import { GATEWAY_ROUTES } from './gateway-routes.ts';
import { createDescriptionRoute } from './openapi.ts';
import { RECORD_ROUTES } from './record-routes.ts';
import type { ControlAnswer, ControlRoute, ControlledRig } from './route.ts';
import { SCRIPT_ROUTES } from './script-routes.ts';
import { SNAPSHOT_ROUTES } from './snapshot-routes.ts';
import { WEBHOOK_ROUTES } from './webhook-routes.ts';

/** What is left out of the rig is not offered. */
export interface ControlSettings
  extends
    Pick<ControlledRig, 'gateways' | 'clock'>,
    Partial<Omit<ControlledRig, 'gateways' | 'clock'>> {
  /** Whoever knows it may break the gateways. */
  readonly token: string;
}

/** Every route but the page and the description itself. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  ...GATEWAY_ROUTES,
  ...FAULT_ROUTES,
  ...SCRIPT_ROUTES,
  ...WEBHOOK_ROUTES,
  ...RECORD_ROUTES,
  ...SNAPSHOT_ROUTES,
];

const NOTHING_OFFERED: Omit<ControlledRig, 'gateways' | 'clock'> = {
  webhookHosts: [],
  baseUrls: new Map(),
  snapshots: null,
  recorder: null,
  replay: () => {
    throw controlError('CONTROL_NOT_OFFERED', { what: 'fault script' });
  },
};

const PAGE_PATH = '/';
const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * The control API of running gateways: arms and clears faults, shows ledgers, journals and
 * events, delivers webhooks, moves the clock. Listen on a loopback address; requests from elsewhere
 * or without the token are refused.
 */
export function createControlApp(settings: ControlSettings): FastifyInstance {
  const { token, ...given } = settings;
  const rig: ControlledRig = { ...NOTHING_OFFERED, ...given };
  const routes = [...CONTROL_ROUTES, createDescriptionRoute(CONTROL_ROUTES)];
  const app = Fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  readBodies(app);
  app.addHook('onRequest', async (request) => {
    checkCaller(request);
    // The page knows nothing: whoever opens it brings the token, and it sends it like any caller.
    if (request.routeOptions.url !== PAGE_PATH) checkAccess(request, token);
  });
  app.get(PAGE_PATH, (_request, reply) => reply.headers(PAGE_HEADERS).send(PAGE_HTML));
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
    case 'live':
      return reply
        .headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
        .send(answer.stream);
    case 'file':
      return reply
        .headers({
          'content-type': answer.contentType,
          'content-disposition': `attachment; filename="${answer.name.replaceAll(/[^\w.-]/g, '_')}"`,
        })
        .send(answer.body);
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
