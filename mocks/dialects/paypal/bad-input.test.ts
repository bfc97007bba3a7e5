import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, textAt, cardOf, orderBody, startRig, type Reply, type Rig } from './rig.fixture.ts';

// Whatever is wrong with a request is told in PayPal's shape, and names the field.

const ORDERS = '/v2/checkout/orders';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const post = (body: unknown, path = ORDERS, headers = {}): Promise<Reply> =>
  rig.ask('POST', path, body, headers);

const detail = (reply: Reply): unknown => at(reply.body, 'details', 0);

const unit = (amount: unknown, more: object = {}) => ({
  intent: 'CAPTURE',
  purchase_units: [{ amount, ...more }],
});
const usd = (value: unknown, currency: unknown = 'USD') => ({ currency_code: currency, value });

describe('a request of the wrong shape', () => {
  it.each([
    ['no body', {}, 'MISSING_REQUIRED_PARAMETER', '/intent'],
    ['a list', [], 'INVALID_PARAMETER_SYNTAX', '/'],
    ['no units', { intent: 'CAPTURE' }, 'MISSING_REQUIRED_PARAMETER', '/purchase_units'],
    [
      'an empty list of units',
      { intent: 'CAPTURE', purchase_units: [] },
      'INVALID_ARRAY_MIN_ITEMS',
      '/purchase_units',
    ],
    [
      'eleven units',
      { intent: 'CAPTURE', purchase_units: Array.from({ length: 11 }, () => unit(usd('1.00'))) },
      'INVALID_ARRAY_MAX_ITEMS',
      '/purchase_units',
    ],
    [
      'another intent',
      { ...unit(usd('1.00')), intent: 'SALE' },
      'INVALID_PARAMETER_VALUE',
      '/intent',
    ],
    ['no amount', unit(undefined), 'MISSING_REQUIRED_PARAMETER', '/purchase_units/0/amount'],
    [
      'a number for an amount',
      unit(usd(12.5)),
      'INVALID_PARAMETER_SYNTAX',
      '/purchase_units/0/amount/value',
    ],
    [
      'words for an amount',
      unit(usd('ten')),
      'INVALID_PARAMETER_SYNTAX',
      '/purchase_units/0/amount/value',
    ],
    [
      'half a currency',
      unit(usd('1.00', 'US')),
      'INVALID_STRING_LENGTH',
      '/purchase_units/0/amount/currency_code',
    ],
    [
      'a reference that is too long',
      unit(usd('1.00'), { reference_id: 'x'.repeat(257) }),
      'INVALID_STRING_LENGTH',
      '/purchase_units/0/reference_id',
    ],
  ])('has %s', async (_name, body, issue, field) => {
    const reply = await post(body);
    expect(reply).toMatchObject({ status: 400, body: { name: 'INVALID_REQUEST' } });
    expect(detail(reply)).toMatchObject({ issue, field, location: 'body' });
  });

  it.each([
    ['a currency with three decimals', usd('1.000', 'KWD'), 'INVALID_CURRENCY_CODE'],
    ['decimals where the currency has none', usd('100.50', 'JPY'), 'DECIMALS_NOT_SUPPORTED'],
    ['a third decimal', usd('1.001'), 'DECIMAL_PRECISION'],
    ['nothing to pay', usd('0.00'), 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    ['a negative amount', usd('-5.00'), 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    ['more than a ledger can hold', usd('999999999999999.99'), 'MAX_VALUE_EXCEEDED'],
  ])('has %s', async (_name, amount, issue) => {
    const reply = await post(unit(amount));
    expect(reply).toMatchObject({ status: 422, body: { name: 'UNPROCESSABLE_ENTITY' } });
    expect(detail(reply)).toMatchObject({ issue });
  });

  it.each([
    ['AUTHORIZE', [{}, {}], 'UNSUPPORTED_INTENT'],
    ['CAPTURE', [{ reference_id: 'a' }, {}], 'REFERENCE_ID_REQUIRED'],
    ['CAPTURE', [{ reference_id: 'a' }, { reference_id: 'a' }], 'DUPLICATE_REFERENCE_ID'],
  ])('has several units for %s that are not allowed together', async (intent, units, issue) => {
    const purchaseUnits = units.map((it) => ({ ...it, amount: usd('1.00') }));
    const reply = await post({ intent, purchase_units: purchaseUnits });
    expect(reply.status).toBe(422);
    expect(detail(reply)).toMatchObject({ issue });
  });

  it('has units of several currencies', async () => {
    const reply = await post({
      intent: 'CAPTURE',
      purchase_units: ['USD', 'EUR'].map((currency) => ({
        reference_id: currency,
        amount: usd('1.00', currency),
      })),
    });
    expect(detail(reply)).toMatchObject({ issue: 'MULTI_CURRENCY_ORDER' });
  });
});

describe('a payment source', () => {
  const withSource = (source: object) =>
    post({ ...orderBody('CAPTURE'), payment_source: source }, ORDERS, {
      'paypal-request-id': JSON.stringify(source),
    });

  it('is refused when its number is no test number, and the number is not told', async () => {
    const number = '4532015112830366';
    const reply = await withSource({ card: cardOf(number) });
    expect(reply.status).toBe(400);
    expect(detail(reply)).toMatchObject({
      issue: 'INVALID_PARAMETER_VALUE',
      field: '/payment_source/card/number',
    });
    expect(JSON.stringify(reply.body)).not.toContain(number);
  });

  it.each([
    [{}, 'NO_PAYMENT_SOURCE_PROVIDED'],
    [{ card: cardOf('4242424242424242'), paypal: {} }, 'ONLY_ONE_PAYMENT_SOURCE_ALLOWED'],
    [{ ideal: {} }, 'PAYMENT_SOURCE_CANNOT_BE_USED'],
    [{ card: { expiry: '2040-12' } }, 'CARD_NUMBER_REQUIRED'],
    [{ card: { number: '4242424242424242' } }, 'CARD_EXPIRY_REQUIRED'],
    [{ card: { number: '4242424242424242', expiry: '2020-01' } }, 'CARD_EXPIRED'],
    [{ card: { vault_id: 'tok' } }, 'TOKEN_ID_NOT_FOUND'],
  ])('is refused when it is incomplete or unknown: %j', async (source, issue) => {
    const reply = await withSource(source);
    expect(reply.status).toBe(422);
    expect(detail(reply)).toMatchObject({ issue });
  });

  it('never gives back what was typed into a card', async () => {
    const reply = await withSource({ card: { number: '42424242 typo', expiry: '2040-12' } });
    expect(reply.status).toBe(400);
    expect(detail(reply)).not.toHaveProperty('value');
  });

  it('needs a PayPal-Request-Id to pay while creating', async () => {
    const reply = await post({
      ...orderBody('CAPTURE'),
      payment_source: { card: cardOf('4242424242424242') },
    });
    expect(reply.status).toBe(400);
    expect(detail(reply)).toMatchObject({ issue: 'PAYPAL_REQUEST_ID_REQUIRED' });
    expect(rig.ledger()).toEqual([]);
  });
});

describe('a patch', () => {
  it.each([
    [{ op: 'replace', path: '/status', value: 'COMPLETED' }, 400, 'FIELD_NOT_PATCHABLE'],
    [{ op: 'replace', path: `${UNIT('x')}/amount`, value: {} }, 422, 'REFERENCE_ID_NOT_FOUND'],
    [{ op: 'replace', path: `${UNIT()}/payments`, value: {} }, 400, 'FIELD_NOT_PATCHABLE'],
    [{ op: 'replace', path: `${UNIT()}/toString`, value: {} }, 400, 'FIELD_NOT_PATCHABLE'],
    [{ op: 'remove', path: `${UNIT()}/amount` }, 400, 'INVALID_PATCH_OPERATION'],
    [{ op: 'replace', path: `${UNIT()}/custom_id`, value: 'x' }, 400, 'INVALID_PATCH_OPERATION'],
    [{ op: 'add', path: `${UNIT()}/custom_id` }, 422, 'PATCH_VALUE_REQUIRED'],
    [{ op: 'add', value: 1 }, 422, 'PATCH_PATH_REQUIRED'],
    [{ op: 'add', path: 'intent', value: 1 }, 422, 'INVALID_JSON_POINTER_FORMAT'],
    [
      { op: 'replace', path: `${UNIT()}/amount`, value: usd('0.00') },
      422,
      'CANNOT_BE_ZERO_OR_NEGATIVE',
    ],
    [{ op: 'sing', path: '/intent', value: 1 }, 400, 'INVALID_PARAMETER_VALUE'],
  ])('is refused whole: %j', async (patch, status, issue) => {
    const id = textAt((await post(orderBody('CAPTURE'))).body, 'id');
    const good = { op: 'add', path: `${UNIT()}/invoice_id`, value: 'inv' };
    const reply = await rig.ask('PATCH', `${ORDERS}/${id}`, [good, patch]);
    expect(reply.status).toBe(status);
    expect(detail(reply)).toMatchObject({ issue });
    const read = await rig.ask('GET', `${ORDERS}/${id}`);
    expect(at(read.body, 'purchase_units', 0)).not.toHaveProperty('invoice_id');
  });
});

function UNIT(referenceId = 'order-1'): string {
  return `/purchase_units/@reference_id=='${referenceId}'`;
}

describe('what never reaches a handler', () => {
  it.each([
    ['GET', `${ORDERS}/NOSUCH`],
    ['PATCH', `${ORDERS}/NOSUCH`],
    ['POST', `${ORDERS}/NOSUCH/capture`],
    ['GET', '/v2/payments/authorizations/NOSUCH'],
    ['POST', '/v2/payments/authorizations/NOSUCH/void'],
    ['GET', '/v2/payments/captures/NOSUCH'],
    ['POST', '/v2/payments/captures/NOSUCH/refund'],
    ['GET', '/v2/payments/refunds/NOSUCH'],
  ])('an id that does not exist: %s %s', async (method, path) => {
    const reply = await rig.ask(method, path);
    expect(reply).toMatchObject({ status: 404, body: { name: 'RESOURCE_NOT_FOUND' } });
    expect(detail(reply)).toMatchObject({ issue: 'INVALID_RESOURCE_ID', location: 'path' });
  });

  it('a path that PayPal does not have', async () => {
    const reply = await rig.ask('GET', '/v2/nothing/here');
    expect(reply).toMatchObject({ status: 404, body: { name: 'RESOURCE_NOT_FOUND' } });
    expect((await fetch(`${rig.baseUrl}/checkoutnow?token=NOSUCH`)).status).toBe(404);
  });

  it('JSON that is none', async () => {
    const reply = await post('{"intent":');
    expect(reply).toMatchObject({ status: 400, body: { name: 'INVALID_REQUEST' } });
    expect(detail(reply)).toMatchObject({
      issue: 'MALFORMED_REQUEST_JSON',
      description: 'The request JSON is not well formed.',
    });
  });

  it('another media type', async () => {
    const reply = await post('intent=CAPTURE', ORDERS, { 'content-type': 'text/plain' });
    expect(reply).toMatchObject({ status: 415, body: { name: 'UNSUPPORTED_MEDIA_TYPE' } });
  });

  it('a body above the limit', async () => {
    const reply = await post({ ...orderBody('CAPTURE'), payer: { note: 'x'.repeat(1_100_000) } });
    expect(reply).toMatchObject({ status: 413, body: { name: 'REQUEST_TOO_LARGE' } });
  });

  it('a fault header that names no fault', async () => {
    const reply = await rig.ask('GET', `${ORDERS}/X`, undefined, {
      'paydrill-fault': 'earthquake',
    });
    expect(reply.status).toBe(400);
    expect(detail(reply)).toMatchObject({ field: 'paydrill-fault', location: 'header' });
  });

  it('bytes that are no HTTP', async () => {
    const socket = connect(Number(new URL(rig.baseUrl).port), '127.0.0.1');
    const answered = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    socket.write('NOT HTTP AT ALL\r\n\r\n');
    expect(await answered).toContain('"name":"INVALID_REQUEST"');
  });

  it('a request id that is too long', async () => {
    const reply = await post(orderBody('CAPTURE'), ORDERS, {
      'paypal-request-id': 'k'.repeat(109),
    });
    expect(reply.status).toBe(400);
    expect(detail(reply)).toMatchObject({ issue: 'INVALID_STRING_LENGTH', location: 'header' });
  });

  it('every answer carries a debug id', async () => {
    const good = await post(orderBody('CAPTURE'));
    expect(good.headers.get('paypal-debug-id')).toMatch(/^[0-9a-f]{13}$/);
    const bad = await post({});
    expect(bad.headers.get('paypal-debug-id')).toBe(at(bad.body, 'debug_id'));
  });
});

describe('errors that faults ask for', () => {
  it.each([
    ['error-status;status=500', 500, 'INTERNAL_SERVER_ERROR'],
    ['error-status;status=502', 502, 'INTERNAL_SERVER_ERROR'],
    ['rate-limit;retryAfterSeconds=2', 429, 'RATE_LIMIT_REACHED'],
    ['maintenance', 503, 'SERVICE_UNAVAILABLE'],
  ])('%s is told in the words of PayPal', async (fault, status, name) => {
    const reply = await post(orderBody('CAPTURE'), ORDERS, { 'paydrill-fault': fault });
    expect(reply).toMatchObject({ status, body: { name } });
    if (status === 429) expect(reply.headers.get('retry-after')).toBe('2');
  });
});
