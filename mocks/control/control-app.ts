import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { assertNever } from '../../harness/core/assert-never.ts';
import { PAGE_HEADERS, PAGE_HTML } from '../page/index.ts';
import { checkAccess, checkCaller } from './access.ts';
import { controlError } from './errors.ts';
import { createDescriptionRoute } from './openapi.ts';
import type { ControlAnswer, ControlRoute, ControlledRig } from './route.ts';
import { answerOf, CONTROL_ROUTES, parseBody, refusalOf, unknownRoute } from './routes.ts';

/** What is left out of the rig is not offered. */
export interface ControlSettings
  extends
    Pick<ControlledRig, 'gateways' | 'clock'>,
    Partial<Omit<ControlledRig, 'gateways' | 'clock'>> {
  /** Whoever knows it may break the gateways. */
  readonly token: string;
}

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
    throw unknownRoute(request.method, request.url.split('?')[0] ?? '', routes);
  });
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = refusalOf(error);
    return reply.code(status).send(body);
  });
  return app;
}

function mount(app: FastifyInstance, route: ControlRoute, rig: ControlledRig): void {
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => send(reply, await answerOf(route, rig, request)),
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
      done(null, parseBody(body.toString()));
    } catch (refusal) {
      done(refusal instanceof Error ? refusal : new Error(String(refusal)));
    }
  });
}
