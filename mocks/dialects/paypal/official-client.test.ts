import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import {
  ApiError,
  Client,
  CustomError,
  OrdersController,
  ResponseValidationError,
} from '@paypal/paypal-server-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../../../harness/core/test-cards.ts';
import { at, cardOf, orderBody, orderRequest, startRig, textAt, type Rig } from './rig.fixture.ts';

// What the official client makes of PayPal's errors: those of every status, real ones where one can
// be caused, asked for by negative testing elsewhere.

const ORDERS = '/v2/checkout/orders';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

async function errorOf(asked: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return error;
  throw new Error('the client did not fail as its documentation says', { cause: error });
}

const mocked = (name: string): string => JSON.stringify({ mock_application_codes: name });

describe('an error in the official client', () => {
  const asking = (code: string) => () =>
    rig.orders.createOrder({ body: orderRequest('CAPTURE'), paypalMockResponse: mocked(code) });
  const LONG = 'x'.repeat(200);

  it.each<readonly [string, number, string, () => Promise<unknown>]>([
    [
      'a 400',
      400,
      'INVALID_REQUEST',
      () => rig.orders.createOrder({ body: orderRequest('CAPTURE'), paypalRequestId: LONG }),
    ],
    ['a 404', 404, 'RESOURCE_NOT_FOUND', () => rig.orders.getOrder({ id: '0AB12345CD678901E' })],
    [
      'a 422',
      422,
      'UNPROCESSABLE_ENTITY',
      () => rig.orders.createOrder({ body: orderRequest('CAPTURE', '-1.00') }),
    ],
    ['an asked 401', 401, 'AUTHENTICATION_FAILURE', asking('AUTHENTICATION_FAILURE')],
    ['an asked 403', 403, 'NOT_AUTHORIZED', asking('PERMISSION_DENIED')],
    ['an asked 409', 409, 'RESOURCE_CONFLICT', asking('PREVIOUS_REQUEST_IN_PROGRESS')],
    ['an asked 429', 429, 'RATE_LIMIT_REACHED', asking('RATE_LIMIT_REACHED')],
    ['an asked 500', 500, 'INTERNAL_SERVER_ERROR', asking('INTERNAL_SERVER_ERROR')],
    ['an asked 503', 503, 'SERVICE_UNAVAILABLE', asking('SERVICE_UNAVAILABLE')],
  ])('is %s with name, debug id and links', async (_what, status, name, ask) => {
    const error = await errorOf(ask());
    expect(error.statusCode).toBe(status);
    const told: unknown = JSON.parse(textAt(error, 'body'));
    expect(told).toMatchObject({ name, links: [{ rel: 'information_link' }] });
    expect(at(told, 'debug_id')).toBe(error.headers['paypal-debug-id']);
    expect(at(told, 'debug_id')).toMatch(/^[0-9a-f]{13}$/);
  });

  it('is a CustomError with its issues parsed', async () => {
    const created = await rig.orders.createOrder({ body: orderRequest('CAPTURE') });
    const error = await errorOf(rig.orders.captureOrder({ id: String(created.result.id) }));
    expect(error).toBeInstanceOf(CustomError);
    expect(error.result).toMatchObject({
      name: 'UNPROCESSABLE_ENTITY',
      details: [{ issue: 'ORDER_NOT_APPROVED' }],
    });
  });

  it('names field, value and place of what is wrong', async () => {
    const body = orderRequest('CAPTURE', '1.005');
    const error = await errorOf(rig.orders.createOrder({ body }));
    expect(error.result).toMatchObject({
      details: [
        {
          issue: 'DECIMAL_PRECISION',
          field: '/purchase_units/0/amount/value',
          value: '1.005',
          location: 'body',
        },
      ],
    });
  });

  it('is one of the token endpoint where the client’s secret is wrong', async () => {
    const stranger = new Client({
      ...rig.clientOptions(),
      clientCredentialsAuthCredentials: { oAuthClientId: 'nobody', oAuthClientSecret: 'nothing' },
    });
    const error = await errorOf(new OrdersController(stranger).getOrder({ id: 'ANY' }));
    expect(error.constructor.name).toBe('OAuthProviderError');
    expect(error).toMatchObject({ statusCode: 401, result: { error: 'invalid_client' } });
  });
});

describe('an answer that the official client can not use', () => {
  const create = () =>
    rig.orders.createOrder({ body: orderRequest('CAPTURE') }).then(
      () => null,
      (error: unknown) => error,
    );

  it('is a ResponseValidationError when a type has changed, whatever was done', async () => {
    await rig.token();
    rig.arm('schema-drift', { change: 'changed-type' });
    const error = await create();
    expect(error).toBeInstanceOf(ResponseValidationError);
    expect(error).toMatchObject({ statusCode: 201 });
    expect(rig.gateway.status().payments).toBe(1);
  });

  it.each(['html-200', 'truncated-json'])(
    'is a plain Error when it is no JSON: %s',
    async (fault) => {
      await rig.orders.createOrder({ body: orderRequest('CAPTURE') });
      rig.arm(fault);
      const error = await create();
      expect(error).not.toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ message: expect.stringContaining('Could not parse body') });
    },
  );

  it('is an error of axios when the connection broke', async () => {
    await rig.orders.createOrder({ body: orderRequest('CAPTURE') });
    rig.arm('connection-reset');
    const error = await create();
    expect(error).not.toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'ECONNRESET', isAxiosError: true });
  });
});

describe('the snippet of the documentation', () => {
  it('pays', async () => {
    const page = await readFile('docs/gateways/paypal.md', 'utf8');
    const [, snippet = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', snippet],
      { env: { ...process.env, ...rig.gateway.environment, PAYPAL_BASE_URL: rig.baseUrl } },
    );
    expect(stdout).toMatch(/^COMPLETED [A-Z0-9]{17}\n$/);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });
});

describe('every link', () => {
  const links = (body: unknown): readonly unknown[] => {
    if (typeof body !== 'object' || body === null) return [];
    return Object.entries(body).flatMap(([name, value]): readonly unknown[] =>
      name === 'links' && Array.isArray(value) ? (value as readonly unknown[]) : links(value),
    );
  };

  /** Follows them with no more than a token: whatever is wrong then, a route must be there. */
  async function follow(body: unknown): Promise<readonly string[]> {
    const rels: string[] = [];
    for (const link of links(body)) {
      const href = textAt(link, 'href');
      expect(href.startsWith(rig.baseUrl)).toBe(true);
      const path = href.slice(rig.baseUrl.length);
      const method = textAt(link, 'method');
      // Only looks: a step that is carried out would change what the others lead to.
      const mock = method === 'GET' ? {} : { 'paypal-mock-response': mocked('PERMISSION_DENIED') };
      const reply = await rig.ask(method, path, undefined, mock);
      expect(reply.status, `${method} ${path}`).toBe(method === 'GET' ? 200 : 403);
      rels.push(textAt(link, 'rel'));
    }
    return rels;
  }

  const full = { prefer: 'return=representation' };
  const source = { payment_source: { card: cardOf(TEST_CARDS.visa.number) } };

  it('of an order and its payments leads somewhere, in each of their states', async () => {
    const made = await rig.ask('POST', ORDERS, orderBody('AUTHORIZE'), full);
    const path = `${ORDERS}/${textAt(made.body, 'id')}`;
    const [self] = await follow(made.body);
    expect(self).toBe('self');
    expect(links(made.body).map((link) => at(link, 'rel'))).toEqual(
      'self approve update authorize'.split(' '),
    );
    const approved = await rig.ask('GET', path);
    expect(await follow(approved.body)).toEqual(['self', 'update', 'authorize']);
    const held = await rig.ask('POST', `${path}/authorize`, source, full);
    expect(await follow(held.body)).toEqual('self capture void reauthorize up self'.split(' '));
    const payments = at(held.body, 'purchase_units', 0, 'payments');
    const authorization = `/v2/payments/authorizations/${textAt(payments, 'authorizations', 0, 'id')}`;
    const captured = await rig.ask('POST', `${authorization}/capture`, {}, full);
    expect(await follow(captured.body)).toEqual(['self', 'refund', 'up']);
    const capture = `/v2/payments/captures/${textAt(captured.body, 'id')}`;
    const refunded = await rig.ask('POST', `${capture}/refund`, {}, full);
    expect(await follow(refunded.body)).toEqual(['self', 'up']);
    expect(await follow((await rig.ask('GET', authorization)).body)).toEqual(['self', 'up']);
  });
});
