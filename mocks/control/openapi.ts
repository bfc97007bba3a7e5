import { z } from 'zod';
import { defineRoute, json } from './route.ts';
import type { ControlAnswer, ControlRoute } from './route.ts';

// The description of the API, written from the same routes and schemas that serve it.

/** `GET /openapi.json`, which describes the given routes. */
export function createDescriptionRoute(routes: readonly ControlRoute[]): ControlRoute {
  return defineRoute({
    method: 'GET',
    path: '/openapi.json',
    summary: 'Describes this API.',
    answers: 'json',
    handle: () => json(describeApi(routes)),
  });
}

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
    security: [{ token: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: z.toJSONSchema(ERROR) },
    },
  };
}

const ERROR = z.strictObject({ code: z.string(), message: z.string(), hint: z.string() });

function describeRoute(route: ControlRoute) {
  return {
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
              'application/json': { schema: z.toJSONSchema(route.body, { io: 'input' }) },
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

function describeParameters(schema: ControlRoute['query'], place: 'path' | 'query') {
  return Object.entries(schema.shape).map(([name, part]) => {
    const described = z.toJSONSchema(part, { io: 'input' });
    const isRequired = place === 'path' || described.default === undefined;
    return { name, in: place, required: isRequired, schema: described };
  });
}

const SUCCESSES: Readonly<Record<ControlAnswer['kind'], (method: string) => object>> = {
  nothing: () => ({ 204: { description: 'Done.' } }),
  lines: () => ({ 200: { description: 'One JSON object a line.', content: content('x-ndjson') } }),
  json: (method) => ({
    [method === 'POST' ? '2XX' : '200']: { description: 'The answer.', content: content('json') },
  }),
};

const content = (subtype: string) => ({ [`application/${subtype}`]: {} });

const describeAnswer = (route: ControlRoute): object => SUCCESSES[route.answers](route.method);
