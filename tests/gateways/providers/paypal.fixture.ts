import { randomUUID } from 'node:crypto';
import { at, isText, parseJson, textAt } from '../look.fixture.ts';
import type { BadInputCase, ProviderBounds, Sample } from '../providers.fixture.ts';
import type { Heard, Sent } from '../wire.fixture.ts';

const ORDERS = '/v2/checkout/orders';
const AUTHORIZATIONS = '/v2/payments/authorizations';
const TOKEN = '/v1/oauth2/token';
const FORM = 'application/x-www-form-urlencoded';

const usd = { currency_code: 'USD', value: '10.00' };
const card = {
  number: '4242424242424242',
  expiry: '2040-12',
  name: 'Ada Lovelace',
  security_code: '123',
};
const order = {
  intent: 'AUTHORIZE',
  payer: { email_address: 'ada@shop.test' },
  purchase_units: [
    {
      reference_id: 'order-1',
      amount: { ...usd, breakdown: { item_total: usd } },
      items: [{ name: 'Tea', quantity: '1', unit_amount: usd }],
      shipping: { name: { full_name: 'Ada' } },
    },
  ],
  payment_source: { card },
};

const post = (path: string, body: Sample['body']): Sample => ({ method: 'POST', path, body });

const SAMPLES: readonly Sample[] = [
  post(ORDERS, order),
  post(ORDERS, { intent: 'CAPTURE', purchase_units: [{ amount: usd }] }),
  {
    method: 'PATCH',
    path: `${ORDERS}/:id`,
    body: [
      { op: 'replace', path: "/purchase_units/@reference_id=='order-1'/amount", value: usd },
      { op: 'add', path: "/purchase_units/@reference_id=='order-1'/custom_id", value: 'x' },
    ],
  },
  post(`${ORDERS}/:id/confirm-payment-source`, { payment_source: { card } }),
  post(`${ORDERS}/:id/authorize`, { payment_source: { card } }),
  post(`${ORDERS}/:id/capture`, { payment_source: { card } }),
  post(`${AUTHORIZATIONS}/:id/capture`, { amount: usd, final_capture: false, invoice_id: 'i' }),
  post(`${AUTHORIZATIONS}/:id/reauthorize`, { amount: usd }),
  post(`${AUTHORIZATIONS}/:id/void`, {}),
  post('/v2/payments/captures/:id/refund', { amount: usd, note_to_payer: 'sorry' }),
  post('/v1/notifications/verify-webhook-signature', {
    auth_algo: 'SHA256withRSA',
    cert_url: 'https://shop.test',
    transmission_id: 'a',
    transmission_sig: 'b',
    transmission_time: 'c',
    webhook_id: 'd',
    webhook_event: { id: 'e' },
  }),
  post(TOKEN, { grant_type: 'client_credentials' }),
];

function isErrorShape({ status, headers, body }: Heard): boolean {
  const json = parseJson(body);
  if (!(headers['content-type'] ?? '').startsWith('application/json')) return false;
  if (!/^[0-9a-f]{13}$/.test(headers['paypal-debug-id'] ?? '')) return false;
  const isOauth = isText(at(json, 'error')) && isText(at(json, 'error_description'));
  if (isOauth) return status === 400 || status === 401;
  return (
    isText(at(json, 'name')) &&
    isText(at(json, 'message')) &&
    at(json, 'debug_id') === headers['paypal-debug-id'] &&
    Array.isArray(at(json, 'links'))
  );
}

export const paypalBounds: ProviderBounds = {
  lacks: ['bad signature', 'expired timestamp'],
  async open({ environment, ask }) {
    const { PAYPAL_CLIENT_ID: id = '', PAYPAL_CLIENT_SECRET: secret = '' } = environment;
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const asked = await ask({
      method: 'POST',
      target: TOKEN,
      headers: { authorization: basic, 'content-type': FORM },
      body: 'grant_type=client_credentials',
    });
    const token = textAt(parseJson(asked.body), 'access_token');
    const admit = (sent: Sent, credentials: string): Sent => {
      const keys: Readonly<Record<string, string>> = {
        valid: sent.target.startsWith(TOKEN) ? basic : `Bearer ${token}`,
        garbled: `Bearer ${token.slice(0, -2)} \u00ff`,
        foreign: 'Bearer A21AAsomebody',
      };
      const authorization = keys[credentials];
      return authorization === undefined
        ? sent
        : {
            ...sent,
            headers: { authorization, 'paypal-request-id': randomUUID(), ...sent.headers },
          };
    };
    const send = (method: string, target: string, body: string, type = 'application/json'): Sent =>
      admit({ method, target, headers: { 'content-type': type }, body }, 'valid');
    const create = async (more: object): Promise<unknown> => {
      const heard = await ask(send('POST', ORDERS, JSON.stringify({ ...order, ...more })));
      if (heard.status !== 201) throw new Error(heard.body);
      return parseJson(heard.body);
    };
    const plain = { payment_source: undefined };
    const open = textAt(await create(plain), 'id');
    const held = await create({});
    const paid = await create({ intent: 'CAPTURE' });
    const payments = (created: unknown, kind: string): string =>
      textAt(created, 'purchase_units', '0', 'payments', kind, '0', 'id');
    const refused = (sent: Sent, status: number, word: string): readonly BadInputCase[] => [
      { sent, status, word },
    ];
    const amount = (given: unknown): Sent =>
      send(
        'POST',
        ORDERS,
        JSON.stringify({ intent: 'CAPTURE', purchase_units: [{ amount: given }] }),
      );
    return {
      ids: [
        open,
        textAt(held, 'id'),
        textAt(paid, 'id'),
        payments(held, 'authorizations'),
        payments(paid, 'captures'),
      ],
      samples: SAMPLES,
      contentType: (path) => (path === TOKEN ? FORM : 'application/json'),
      encode: (path, value) =>
        path === TOKEN ? 'grant_type=client_credentials' : JSON.stringify(value),
      admit,
      isRefusal: ({ status }) => status >= 400,
      isErrorShape,
      isMeantFailure: () => false,
      pay: async () => {
        await create({ intent: 'CAPTURE' });
      },
      badInput: {
        'missing body': refused(send('POST', ORDERS, ''), 400, 'MISSING_REQUIRED_PARAMETER'),
        'malformed body': refused(send('POST', ORDERS, '{"a":'), 400, 'MALFORMED_REQUEST_JSON'),
        'wrong content type': refused(
          send('POST', ORDERS, 'a=b', FORM),
          415,
          'UNSUPPORTED_MEDIA_TYPE',
        ),
        'body over the limit': refused(
          send('POST', ORDERS, JSON.stringify('x'.repeat(1_100_000))),
          413,
          'REQUEST_TOO_LARGE',
        ),
        'unknown route': refused(send('GET', '/v2/nothing', ''), 404, 'RESOURCE_NOT_FOUND'),
        'unknown method': [
          ...refused(send('PUT', ORDERS, ''), 405, 'METHOD_NOT_SUPPORTED'),
          ...refused(send('DELETE', `${ORDERS}/${open}`, ''), 405, 'METHOD_NOT_SUPPORTED'),
        ],
        'bad amount': [
          ...refused(amount({ ...usd, value: '-1.00' }), 422, 'CANNOT_BE_ZERO_OR_NEGATIVE'),
          ...refused(amount({ ...usd, value: '1.001' }), 422, 'DECIMAL_PRECISION'),
          ...refused(amount({ ...usd, value: '1e3' }), 400, 'INVALID_PARAMETER_SYNTAX'),
          ...refused(amount({ ...usd, value: 10 }), 400, 'INVALID_PARAMETER_SYNTAX'),
        ],
        'bad currency': [
          ...refused(amount({ ...usd, currency_code: 'XXX' }), 422, 'INVALID_CURRENCY_CODE'),
          ...refused(amount({ ...usd, currency_code: 'EURO' }), 400, 'INVALID_STRING_LENGTH'),
        ],
        'bad id': [
          ...refused(send('GET', `${ORDERS}/NOSUCH`, ''), 404, 'INVALID_RESOURCE_ID'),
          ...refused(send('GET', `${ORDERS}/__proto__`, ''), 404, 'INVALID_RESOURCE_ID'),
        ],
        'missing credentials': refused(
          { ...send('GET', `${ORDERS}/${open}`, ''), headers: {} },
          401,
          'AUTHENTICATION_FAILURE',
        ),
        'wrong credentials': [
          ...refused(
            admit({ ...send('GET', `${ORDERS}/${open}`, ''), headers: {} }, 'foreign'),
            401,
            'invalid_token',
          ),
          ...refused(
            {
              ...send('POST', TOKEN, 'grant_type=client_credentials', FORM),
              headers: { authorization: 'Basic bm9ib2R5', 'content-type': FORM },
            },
            401,
            'invalid_client',
          ),
        ],
        // Requests carry a token and are not signed.
        'bad signature': [],
        'expired timestamp': [],
      },
    };
  },
};
