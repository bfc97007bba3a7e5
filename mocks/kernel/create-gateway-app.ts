import { Buffer } from 'node:buffer';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { RequestProblem } from './dialect.ts';
import type { GatewayParts } from './parts.ts';
import { MEDIA_TYPES } from './read-request.ts';
import { sealAnswer } from './seal-answer.ts';
import { serve, serveProblem } from './serve.ts';
import { withholdContinue } from './withhold-continue.ts';

/**
 * Mounts a dialect's routes on a Fastify app that never speaks for itself: whatever goes wrong
 * before a handler is told in the provider's words.
 */
export function createGatewayApp(parts: GatewayParts): FastifyInstance {
  const { dialect } = parts;
  const refuse = (request: FastifyRequest, reply: FastifyReply, problem: RequestProblem): void => {
    // What is left of the request can't be trusted to start a next one.
    if (problem.kind !== 'unknown-route') reply.raw.setHeader('connection', 'close');
    reply.hijack();
    serveProblem(parts, request.raw, reply.raw, problem);
  };
  const onError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    refuse(request, reply, problemOf(error, request, parts));
  };

  const app: FastifyInstance = Fastify({
    // What there is to tell is told below. With a logger, each request would be listened to.
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    // Node refuses a request without a host by itself, and without a body.
    http: { requireHostHeader: false },
    bodyLimit: dialect.bodyLimitBytes,
    // Queries are read by the kernel: providers nest them in brackets.
    routerOptions: { maxParamLength: 500, querystringParser: () => ({}) },
    frameworkErrors: onError,
    rewriteUrl: ({ url = '/' }) => originForm(url),
    clientErrorHandler: (error, socket) => {
      const reason = REASONS[error.code] ?? 'no HTTP/1.1';
      // Whoever asked in time on the same connection is answered before.
      setImmediate(() => {
        endWith(parts, socket, { kind: 'malformed-request', reason }, 400);
      });
    },
  });
  // Node would close the connection without a word.
  app.server.on('connect', ({ url = '/' }, socket) => {
    endWith(parts, socket, { kind: 'unknown-route', method: 'CONNECT', path: url });
  });
  // Node would answer by itself; with a listener it leaves that to us.
  app.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (parts.faults.count === 0 || !withholdContinue(parts, request)) response.writeContinue();
    app.server.emit('request', request, response);
  });
  // Node would say 417 by itself, and without a body.
  app.server.on('checkExpectation', (request, response) => {
    response.setHeader('connection', 'close');
    serveProblem(parts, request, response, { kind: 'malformed-request', reason: 'expectation' });
  });
  app.removeAllContentTypeParsers();
  // Of every type, and those that are expected by name: only then does Fastify look at a name once.
  for (const type of [...Object.values(MEDIA_TYPES), '*']) {
    app.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
  }
  app.setErrorHandler(onError);
  app.setNotFoundHandler((request, reply) => {
    refuse(request, reply, unknownRoute(request));
  });

  for (const route of dialect.routes) {
    app.route<{ Params: Record<string, string>; Body: string | undefined }>({
      method: route.method,
      url: route.path,
      handler: (request, reply) => {
        reply.hijack();
        serve(parts, route, request.raw, reply.raw, request.params, request.body ?? '');
      },
    });
  }
  return app;
}

/** What is wrong with bytes that Node could not read, for a person; the rest is no HTTP. */
const REASONS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'the headers are too long',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'the chunks are too long',
  ERR_HTTP_REQUEST_TIMEOUT: 'it took too long',
};

/** Refuses what never became a request, on a socket that nobody else will use. */
function endWith(
  parts: GatewayParts,
  socket: Writable,
  problem: RequestProblem,
  givenStatus?: number,
): void {
  if (!socket.writable) return;
  const { dialect } = parts;
  const refused = { exchange: dialect.nextExchangeId(), request: null };
  const answer = sealAnswer(parts, refused, dialect.refuse(problem));
  // Even where the provider says 200 to what it refuses, it can't mean bytes like these.
  const status = givenStatus ?? answer.status;
  const headers = { ...answer.headers, connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = Buffer.byteLength(answer.body);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}`;
  socket.end(`${head}content-length: ${length}\r\n\r\n${answer.body}`);
}

/** Callers may name the server in the request line, as to a proxy: the path is what counts. */
function originForm(url: string): string {
  if (url.startsWith('/') || url === '*') return url;
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*\/?/i, '/');
}

function unknownRoute({ method, raw }: FastifyRequest): RequestProblem {
  return { kind: 'unknown-route', method, path: raw.url?.split('?')[0] ?? '/' };
}

function problemOf(
  error: FastifyError,
  request: FastifyRequest,
  parts: GatewayParts,
): RequestProblem {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { kind: 'too-large', limitBytes: parts.dialect.bodyLimitBytes };
    // Of the method QUERY, which no route has: asked before it is known that there is none.
    case 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE':
      return unknownRoute(request);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { kind: 'content-type', got: 'unreadable', wanted: 'a valid media type' };
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'ECONNRESET':
      return { kind: 'malformed-request', reason: error.message };
    default:
      parts.log.error({ err: error }, 'a request failed before its handler');
      return { kind: 'crashed' };
  }
}
