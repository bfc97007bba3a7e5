import { at, isText, parseJson, textAt } from '../look.fixture.ts';
import type { BadInputCase, ProviderBounds, Sample } from '../providers.fixture.ts';
import type { Heard, Sent } from '../wire.fixture.ts';

const ACCOUNT = 'PaydrillECOM';
const MANUAL_ACCOUNT = 'PaydrillManualECOM';
const PAYMENTS = '/v72/payments';
const JSON_TYPE = 'application/json';

const amount = { currency: 'EUR', value: 1000 };
const paymentMethod = {
  type: 'scheme',
  number: '4111111111111111',
  expiryMonth: '03',
  expiryYear: '2099',
  cvc: '737',
  holderName: 'Ada Lovelace',
};
const payment = {
  merchantAccount: ACCOUNT,
  amount,
  reference: 'order-1',
  returnUrl: 'https://shop.test/return?order=1',
  paymentMethod,
  captureDelayHours: 0,
  additionalData: { manualCapture: 'true' },
  metadata: { note: 'tea' },
};
const change = { merchantAccount: MANUAL_ACCOUNT, amount, reference: 'change-1' };

const post = (path: string, body: Sample['body']): Sample => ({ method: 'POST', path, body });

const SAMPLES: readonly Sample[] = [
  post(PAYMENTS, payment),
  post(`${PAYMENTS}/details`, { details: { redirectResult: 'x' }, paymentData: 'y' }),
  post('/v72/paymentMethods', { merchantAccount: ACCOUNT, allowedPaymentMethods: ['scheme'] }),
  post('/v72/sessions', { ...payment, paymentMethod: null, countryCode: 'NL' }),
  post(`${PAYMENTS}/:psp/captures`, change),
  post(`${PAYMENTS}/:psp/refunds`, change),
  post(`${PAYMENTS}/:psp/amountUpdates`, { ...change, industryUsage: 'delayedCharge' }),
  post(`${PAYMENTS}/:psp/cancels`, { merchantAccount: MANUAL_ACCOUNT, reference: 'x' }),
  post(`${PAYMENTS}/:psp/reversals`, { merchantAccount: MANUAL_ACCOUNT, reference: 'x' }),
  post('/v72/cancels', { merchantAccount: MANUAL_ACCOUNT, paymentReference: 'order-1' }),
  post('/checkoutshopper/v1/sessions/:id/payments', { sessionData: 'x', paymentMethod }),
  post('/checkoutshopper/v1/sessions/:id/paymentDetails', { sessionData: 'x', details: {} }),
];

const TYPES = ['validation', 'security', 'configuration', 'internal'];

function isErrorShape({ status, headers, body }: Heard): boolean {
  const json = parseJson(body);
  return (
    (headers['content-type'] ?? '').startsWith(JSON_TYPE) &&
    /^[A-Z0-9]{16}$/.test(headers['pspreference'] ?? '') &&
    at(json, 'status') === status &&
    isText(at(json, 'errorCode')) &&
    isText(at(json, 'message')) &&
    TYPES.some((type) => type === at(json, 'errorType')) &&
    (status === 401 || at(json, 'pspReference') === headers['pspreference'])
  );
}

export const adyenBounds: ProviderBounds = {
  lacks: ['bad signature', 'expired timestamp'],
  async open({ environment, ask }) {
    const { ADYEN_API_KEY: apiKey = '', ADYEN_CLIENT_KEY: clientKey = '' } = environment;
    const admit = (sent: Sent, credentials: string): Sent => {
      const keys: Readonly<Record<string, string>> = {
        valid: apiKey,
        garbled: `${apiKey.slice(0, -2)} \u00ff`,
        foreign: 'AQEsomebody',
      };
      const key = keys[credentials];
      // The shopper's side has a key of its own, and says it in the query.
      const isShopper = sent.target.startsWith('/checkoutshopper/') && !sent.target.includes('?');
      const target =
        isShopper && key === apiKey ? `${sent.target}?clientKey=${clientKey}` : sent.target;
      return key === undefined
        ? sent
        : { ...sent, target, headers: { 'x-api-key': key, ...sent.headers } };
    };
    const send = (method: string, target: string, body: string, type = JSON_TYPE): Sent =>
      admit({ method, target, headers: { 'content-type': type }, body }, 'valid');
    const make = async (path: string, body: object): Promise<unknown> => {
      const heard = await ask(send('POST', path, JSON.stringify(body)));
      if (heard.status >= 300) throw new Error(heard.body);
      return parseJson(heard.body);
    };
    const pay = async (more: object): Promise<string> =>
      textAt(await make(PAYMENTS, { ...payment, additionalData: {}, ...more }), 'pspReference');
    const manual = { merchantAccount: MANUAL_ACCOUNT, captureDelayHours: undefined };
    const held = await pay(manual);
    const session = await make('/v72/sessions', { ...payment, paymentMethod: undefined });
    const refused = (sent: Sent, status: number, code: string): readonly BadInputCase[] => [
      { sent, status, word: `"errorCode":"${code}"` },
    ];
    const paying = (more: object): Sent =>
      send('POST', PAYMENTS, JSON.stringify({ ...payment, ...more }));
    const capture = (psp: string): Sent =>
      send('POST', `${PAYMENTS}/${psp}/captures`, JSON.stringify(change));
    const bare = { ...paying({}), headers: { 'content-type': JSON_TYPE } };
    return {
      ids: [held, await pay(manual), await pay({}), textAt(session, 'id')],
      samples: SAMPLES,
      contentType: () => JSON_TYPE,
      encode: (_path, value) => JSON.stringify(value),
      admit,
      isRefusal: ({ status }) => status >= 400,
      isErrorShape,
      // A means of payment that the account does not have.
      isMeantFailure: ({ body }) => at(parseJson(body), 'errorCode') === '905_1',
      pay: async (order) => {
        await pay({ reference: order });
      },
      badInput: {
        'missing body': refused(send('POST', PAYMENTS, ''), 400, '702'),
        'malformed body': refused(send('POST', PAYMENTS, '{"a":'), 400, '702'),
        'wrong content type': refused(
          send('POST', PAYMENTS, 'a=b', 'application/x-www-form-urlencoded'),
          415,
          '000',
        ),
        'body over the limit': refused(
          paying({ metadata: { note: 'x'.repeat(1_100_000) } }),
          413,
          '000',
        ),
        'unknown route': [
          ...refused(send('POST', '/v72/nothing', '{}'), 404, '000'),
          ...refused(send('POST', '/v73/payments', '{}'), 404, '000'),
        ],
        'unknown method': refused(send('DELETE', PAYMENTS, ''), 404, '000'),
        'bad amount': [
          ...refused(paying({ amount: { ...amount, value: -1 } }), 422, '137'),
          ...refused(paying({ amount: { ...amount, value: 1.5 } }), 422, '137'),
          ...refused(paying({ amount: { ...amount, value: 2 ** 53 } }), 422, '137'),
          ...refused(paying({ amount: { ...amount, value: '10' } }), 400, '702'),
        ],
        'bad currency': [
          ...refused(paying({ amount: { ...amount, currency: 'XXX' } }), 422, '138'),
          ...refused(paying({ amount: { ...amount, currency: 'constructor' } }), 422, '138'),
        ],
        'bad id': [
          ...refused(capture('AAAAAAAAAAAAAAAA'), 422, '167'),
          ...refused(capture('__proto__'), 422, '167'),
        ],
        'missing credentials': refused(bare, 401, '000'),
        'wrong credentials': refused(admit(bare, 'foreign'), 401, '000'),
        // Requests carry a key and are not signed.
        'bad signature': [],
        'expired timestamp': [],
      },
    };
  },
};
