import type { InjectOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { CONTROL_ERRORS } from './errors.ts';
import { TOKEN, startControlRig } from './control.fixture.ts';
import { createControlApp } from './control-app.ts';

const authorization = `Bearer ${TOKEN}`;

async function inject(given: InjectOptions) {
  await using rig = await startControlRig();
  const reply = await rig.app.inject({ headers: { authorization }, ...given });
  return { status: reply.statusCode, body: reply.json<{ code: string; message: string }>() };
}

describe('access', () => {
  test.each([
    ['no token', {}, 'missing'],
    ['another token', { authorization: 'Bearer guess' }, 'wrong'],
    ['another scheme', { authorization: `Basic ${TOKEN}` }, 'not sent as "Bearer <token>"'],
  ])('is refused with %s', async (_case, headers, problem) => {
    const { status, body } = await inject({ method: 'GET', url: '/status', headers });
    expect(status).toBe(401);
    expect(body).toMatchObject({
      code: 'CONTROL_TOKEN_WRONG',
      message: `the control token is ${problem}`,
    });
  });

  test('is refused from another machine, also with the token', async () => {
    const { status, body } = await inject({ url: '/status', remoteAddress: '192.0.2.7' });
    expect(status).toBe(403);
    expect(body).toMatchObject({
      code: 'CONTROL_NOT_LOOPBACK',
      message: expect.stringContaining('192.0.2.7') as string,
    });
  });

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('is given from %s', async (address) => {
    expect(await inject({ url: '/status', remoteAddress: address })).toMatchObject({ status: 200 });
  });

  test.each([
    ['mocks.example.com', 403],
    ['localhost.evil.test:12400', 403],
    ['LOCALHOST:12400', 200],
    ['127.0.0.2:1', 200],
    ['[::1]:12400', 200],
  ])('by the name "%s" gets %d: pages that rebind a name stay out', async (host, expected) => {
    const { status, body } = await inject({ url: '/status', headers: { authorization, host } });
    expect(status).toBe(expected);
    if (expected === 403) expect(body).toMatchObject({ code: 'CONTROL_HOST_REFUSED' });
  });

  test.each(['https://evil.test', 'null', 'http://127.0.0.1:9'])(
    'is refused to pages of %s, also with the token',
    async (origin) => {
      const headers = { authorization, host: '127.0.0.1:80', origin };
      expect(await inject({ url: '/status', headers })).toMatchObject({
        status: 403,
        body: { code: 'CONTROL_ORIGIN_REFUSED' },
      });
    },
  );

  test('needs the token also for routes that do not exist', async () => {
    expect(await inject({ url: '/nowhere', headers: {} })).toMatchObject({ status: 401 });
  });
});

describe('a request that makes no sense', () => {
  test('to an unknown route is told the nearest', async () => {
    const { status, body } = await inject({ method: 'POST', url: '/fault?x=1' });
    expect(status).toBe(404);
    expect(body).toMatchObject({
      code: 'CONTROL_ROUTE_UNKNOWN',
      message: 'the control API has no route POST /fault',
      hint: expect.stringContaining('POST /faults') as string,
    });
  });

  test.each([
    ['broken JSON', '{"leaseMs":', 'application/json', 'JSON'],
    ['a form', 'leaseMs=5', 'application/x-www-form-urlencoded', 'it came as application/x-www'],
    ['a huge body', `"${'x'.repeat(70_000)}"`, 'application/json', 'too large'],
  ])('with %s is refused', async (_case, payload, type, reason) => {
    const { status, body } = await inject({
      method: 'POST',
      url: '/lease',
      headers: { authorization, 'content-type': type },
      payload,
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'CONTROL_BODY_NOT_JSON',
      message: expect.stringContaining(reason) as string,
    });
  });

  test.each([{ payload: '[]' }, { payload: 'null' }, { payload: '3' }, {}])(
    'has no object as body: %j',
    async (given) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const { status, body } = await inject({ method: 'POST', url: '/lease', headers, ...given });
      expect(status).toBe(400);
      expect(body.message).toContain('the body must be an object, got ');
    },
  );

  test('with an odd key cannot touch what every object has', async () => {
    const { body } = await inject({
      method: 'POST',
      url: '/lease',
      headers: { authorization, 'content-type': 'application/json' },
      payload: '{"leaseMs":5,"__proto__":{"leaseMs":6}}',
    });
    expect(body).toMatchObject({ code: 'CONTROL_KEY_UNKNOWN' });
  });
});

test('an empty JSON body is no body', async () => {
  await using rig = await startControlRig();
  const headers = { authorization, 'content-type': 'application/json' };
  const reply = await rig.app.inject({ method: 'POST', url: '/reset', headers });
  expect(reply.statusCode).toBe(204);
});

test('a bug of its own is told as such', async () => {
  const clock = {
    now: () => 0,
    advance: () => {
      throw new Error('the spring broke');
    },
  };
  const app = createControlApp({ gateways: [], clock, token: TOKEN });
  const reply = await app.inject({
    method: 'POST',
    url: '/clock/advance',
    headers: { authorization },
    payload: { ms: 1 },
  });
  expect(reply.statusCode).toBe(500);
  expect(reply.json()).toMatchObject({
    code: 'CONTROL_CRASHED',
    message: 'the control API failed: the spring broke',
  });
});

describe('GET /openapi.json', () => {
  test('describes every route with its body and answers', async () => {
    const { body } = await inject({ url: '/openapi.json' });
    expect(body).toHaveProperty('openapi', '3.1.0');
    const { paths } = body as unknown as { paths: Record<string, Record<string, object>> };
    const routes = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual([
      'DELETE /faults',
      'DELETE /faults/{name}',
      'DELETE /snapshots/{name}',
      'GET /clock',
      'GET /events',
      'GET /fault-kinds',
      'GET /fault-script',
      'GET /fault-script/scenario-faults',
      'GET /faults',
      'GET /gateways',
      'GET /journal',
      'GET /ledger',
      'GET /live',
      'GET /settlement',
      'GET /snapshots',
      'GET /status',
      'GET /webhooks',
      'POST /clock/advance',
      'POST /fault-script/replay',
      'POST /faults',
      'POST /lease',
      'POST /reset',
      'POST /snapshots/{name}',
      'POST /snapshots/{name}/load',
      'POST /webhooks/deliver',
      'PUT /webhook-endpoints/{gateway}',
    ]);
    expect(paths['/faults']?.['post']).toMatchObject({
      requestBody: {
        content: { 'application/json': { schema: { properties: { share: { maximum: 1 } } } } },
      },
    });
    expect(paths['/journal']?.['get']).toMatchObject({
      parameters: [
        { name: 'gateway', in: 'query', required: false },
        { name: 'order', in: 'query', required: false },
        { name: 'operation', in: 'query', required: false },
        { name: 'sinceMs', in: 'query', required: false },
        { name: 'limit', in: 'query', required: false },
      ],
    });
  });
});

test('every error says what to do about it', () => {
  for (const { hint } of Object.values(CONTROL_ERRORS)) expect(hint).toMatch(/.{20}/);
});
