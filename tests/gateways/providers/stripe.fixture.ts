import { at, isText, parseJson, textAt } from '../look.fixture.ts';
import type { BadInputCase, ProviderBounds, Sample, Value } from '../providers.fixture.ts';
import type { Heard, Sent } from '../wire.fixture.ts';

const INTENTS = '/v1/payment_intents';
const FORM = 'application/x-www-form-urlencoded';

const intent = {
  amount: 1000,
  currency: 'eur',
  payment_method: 'pm_card_visa',
  confirm: true,
  capture_method: 'manual',
  return_url: 'https://shop.test/return',
  description: 'Tea',
  metadata: { order_id: 'order-1' },
  payment_method_types: ['card'],
  expand: ['latest_charge'],
};

const SAMPLES: readonly Sample[] = [
  { method: 'POST', path: INTENTS, body: intent },
  { method: 'POST', path: `${INTENTS}/:id`, body: { amount: 900, metadata: { order_id: 'x' } } },
  { method: 'POST', path: `${INTENTS}/:id/confirm`, body: { payment_method: 'pm_card_visa' } },
  {
    method: 'POST',
    path: `${INTENTS}/:id/capture`,
    body: { amount_to_capture: 400, final_capture: false },
  },
  { method: 'POST', path: `${INTENTS}/:id/cancel`, body: { cancellation_reason: 'duplicate' } },
  {
    method: 'POST',
    path: '/v1/refunds',
    body: { payment_intent: 'ID', amount: 100, reason: 'duplicate' },
  },
  {
    method: 'POST',
    path: `${INTENTS}/:id/increment_authorization`,
    body: { amount: 1100, description: 'More tea' },
  },
  {
    method: 'POST',
    path: '/v1/charges',
    body: { amount: 1000, currency: 'eur', source: 'tok_visa', metadata: { order_id: 'x' } },
  },
  {
    method: 'POST',
    path: '/v1/customers',
    body: { email: 'ada@shop.test', payment_method: 'pm_card_visa', metadata: { a: 'b' } },
  },
  {
    method: 'POST',
    path: '/v1/setup_intents',
    body: { payment_method: 'pm_card_visa', confirm: true, usage: 'off_session' },
  },
  {
    method: 'POST',
    path: '/v1/payment_methods',
    body: {
      type: 'card',
      card: { number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '123' },
      billing_details: { name: 'Ada' },
    },
  },
];

const TYPES = ['api_error', 'card_error', 'idempotency_error', 'invalid_request_error'];

/** In the bracket notation. */
function formOf(value: Value, name = ''): readonly [string, string][] {
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  return Object.entries(value).flatMap(([field, inner]) =>
    formOf(inner, name === '' ? field : `${name}[${field}]`),
  );
}

const encode = (body: Value): string =>
  formOf(body)
    .map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join('='))
    .join('&');

function isErrorShape({ headers, body }: Heard): boolean {
  const error = at(parseJson(body), 'error');
  return (
    headers['content-type'] === 'application/json' &&
    /^req_\w{14}$/.test(headers['request-id'] ?? '') &&
    TYPES.some((type) => type === at(error, 'type')) &&
    isText(at(error, 'message'))
  );
}

export const stripeBounds: ProviderBounds = {
  lacks: ['bad signature', 'expired timestamp'],
  async open({ environment, ask }) {
    const { STRIPE_SECRET_KEY: secret = '' } = environment;
    const admit = (sent: Sent, credentials: string): Sent => {
      const keys: Readonly<Record<string, string>> = {
        valid: `Bearer ${secret}`,
        garbled: `Bearer ${secret.slice(0, -2)} \u00ff`,
        foreign: 'Bearer sk_test_somebody',
      };
      const authorization = keys[credentials];
      return authorization === undefined
        ? sent
        : { ...sent, headers: { authorization, ...sent.headers } };
    };
    const post = (path: string, body: string, type = FORM): Sent =>
      admit({ method: 'POST', target: path, headers: { 'content-type': type }, body }, 'valid');
    const create = async (more: object): Promise<string> => {
      const form = encode({ ...intent, payment_method_types: ['card'], ...more });
      const heard = await ask(post(INTENTS, form));
      return textAt(parseJson(heard.body), 'id');
    };
    const get = (target: string): Sent =>
      admit({ method: 'GET', target, headers: {}, body: '' }, 'valid');
    const refused = (sent: Sent, status: number, word: string): readonly BadInputCase[] => [
      { sent, status, word },
    ];
    const body = (more: object): Sent => post(INTENTS, encode({ ...intent, ...more }));
    return {
      ids: [
        await create({ confirm: false }),
        await create({}),
        await create({ capture_method: 'automatic' }),
      ],
      samples: SAMPLES,
      contentType: () => FORM,
      encode: (_path, value) => encode(value),
      admit,
      isRefusal: ({ status }) => status >= 400,
      isErrorShape,
      isMeantFailure: () => false,
      pay: async (order) => {
        await create({ capture_method: 'automatic', metadata: { order_id: order } });
      },
      badInput: {
        'missing body': refused(post(INTENTS, ''), 400, 'Missing required param: amount.'),
        'malformed body': refused(post(INTENTS, 'amount=%zz'), 400, 'could not be read'),
        'wrong content type': refused(
          post(INTENTS, '{"amount":1}', 'application/json'),
          400,
          'check that your POST content type',
        ),
        'body over the limit': refused(
          post(INTENTS, `description=${'x'.repeat(70_000)}`),
          413,
          'Request too large',
        ),
        'unknown route': refused(get('/v1/nothing'), 404, 'Unrecognized request URL (GET: /v1'),
        'unknown method': refused(
          admit({ method: 'DELETE', target: INTENTS, headers: {}, body: '' }, 'valid'),
          404,
          'Unrecognized request URL (DELETE: /v1',
        ),
        'bad amount': [
          ...refused(body({ amount: -1 }), 400, 'greater than or equal to 1'),
          ...refused(body({ amount: 1.5 }), 400, 'Invalid integer: 1.5'),
          ...refused(body({ amount: '1e3' }), 400, 'Invalid integer: 1e3'),
          ...refused(body({ amount: 1 }), 400, 'amount_too_small'),
          ...refused(body({ amount: '9'.repeat(30) }), 400, 'amount'),
        ],
        'bad currency': [
          ...refused(body({ currency: 'xxx' }), 400, 'Invalid currency: xxx'),
          ...refused(body({ currency: 'constructor' }), 400, 'Invalid currency: constructor'),
        ],
        'bad id': [
          ...refused(get(`${INTENTS}/pi_none`), 404, "No such payment_intent: 'pi_none'"),
          ...refused(get(`${INTENTS}/__proto__`), 404, "No such payment_intent: '__proto__'"),
        ],
        'missing credentials': refused(
          { ...get(INTENTS), headers: {} },
          401,
          'You did not provide an API key',
        ),
        'wrong credentials': refused(
          admit({ ...get(INTENTS), headers: {} }, 'foreign'),
          401,
          'Invalid API Key provided: sk_test_',
        ),
        // Requests carry a key and are not signed.
        'bad signature': [],
        'expired timestamp': [],
      },
    };
  },
};
