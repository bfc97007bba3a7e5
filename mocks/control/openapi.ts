import { z } from 'zod';
import { assertNever } from '../../harness/core/assert-never.ts';
import { defineRoute, json } from './route.ts';
import type { ControlRoute } from './route.ts';

// The description of the API, written from the same routes and schemas that serve it.

/** `GET /openapi.json`, which describes the given routes. */
export function createDescriptionRoute(routes: readonly ControlRoute[]): ControlRoute {
  return defineRoute({
    method: 'GET',
    path: '/openapi.json',
    summary: 'Describes this API.',
    answers: 'json',
    returns: z.record(z.string(), z.unknown()),
    handle: () => json(describeApi(routes)),
  });
}

/** Complete: every route, its parameters, body and answers, and how it refuses. */
export function describeApi(routes: readonly ControlRoute[]) {
  const paths = new Map<string, Record<string, unknown>>();
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    const operations = paths.get(path) ?? {};
    operations[route.method.toLowerCase()] = describeRoute(route);
    paths.set(path, operations);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'paydrill gateways: control API',
      version: '1',
      description: 'Loopback only. Arms faults, shows what the gateways did, moves their clock.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: jsonSchema(ERROR, 'output') },
    },
  };
}

const ERROR = z.strictObject({ code: z.string(), message: z.string(), hint: z.string() });

function describeRoute(route: ControlRoute) {
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    parameters: [
      ...describeParameters(route.params, 'path'),
      ...describeParameters(route.query, 'query'),
    ],
    ...(route.body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: jsonSchema(route.body, 'input') },
            },
          },
        }),
    responses: {
      ...describeAnswer(route),
      default: {
        description: 'Refused.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

/** `POST /snapshots/:name/load` is `postSnapshotsNameLoad`. */
const operationIdOf = ({ method, path }: ControlRoute): string =>
  method.toLowerCase() +
  path
    .split(/[^a-z0-9]+/i)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

function describeParameters(schema: ControlRoute['query'], place: 'path' | 'query') {
  return Object.entries<z.ZodType>(schema.shape).map(([name, part]) => {
    const { description, ...described } = jsonSchema(part, 'input');
    const isRequired = place === 'path' || !part.safeParse(undefined).success;
    const about = description === undefined ? {} : { description };
    return { name, in: place, required: isRequired, ...about, schema: described };
  });
}

function describeAnswer({ answers, returns, status = 200 }: ControlRoute): object {
  const schema = returns === null ? {} : { schema: jsonSchema(returns, 'output') };
  switch (answers) {
    case 'nothing':
      return { 204: { description: 'Done.' } };
    case 'lines':
      return answer('One JSON object a line.', { 'application/x-ndjson': schema });
    case 'live':
      return answer('Server-sent events.', { 'text/event-stream': { schema: TEXT } });
    case 'file':
      return answer('The file.', { '*/*': { schema: TEXT } });
    case 'json':
      return answer('The answer.', { 'application/json': schema }, status);
    default:
      return assertNever(answers);
  }
}

const TEXT = { type: 'string' } as const;

const answer = (description: string, content: object, status = 200): object => ({
  [status]: { description, content },
});

/** Without the name of the draft, which the description as a whole declares. */
function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output') {
  const { $schema: _draft, ...described } = z.toJSONSchema(schema, { io });
  return described;
}
