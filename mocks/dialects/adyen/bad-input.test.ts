import { HttpClientException } from '@adyen/api-library';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADYEN_CARD_NUMBERS } from './cards.ts';
import {
  ACCOUNT,
  MANUAL_ACCOUNT,
  at,
  cardOf,
  eur,
  paymentOf,
  startRig,
  textAt,
  type Reply,
  type Rig,
} from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const ERROR_KEYS = ['errorCode', 'errorType', 'message', 'pspReference', 'status'];

/** Every error has Adyen's shape, whatever went wrong. */
function expectError(reply: Reply, status: number, errorCode: string): void {
  expect([reply.status, reply.body]).toMatchObject([status, { status, errorCode }]);
  const keys = Object.keys(reply.body as object).sort();
  expect(keys).toEqual(
    status === 401 ? ERROR_KEYS.filter((it) => it !== 'pspReference') : ERROR_KEYS,
  );
  expect(reply.headers.get('content-type')).toContain('application/json');
  expect(reply.headers.get('pspreference')).toMatch(/^[A-Z0-9]{16}$/);
}

const card = (more: object) => ({ paymentMethod: cardOf('4111111111111111', more) });

describe('a payment request', () => {
  it.each([
    ['no account', { merchantAccount: undefined }, 403, '901'],
    ['an unknown account', { merchantAccount: 'SomebodyElse' }, 403, '901'],
    ['no amount', { amount: undefined }, 422, '100'],
    ['an amount that is null', { amount: null }, 422, '100'],
    ['no currency', { amount: { value: 1 } }, 422, '138'],
    ['an unknown currency', { amount: { value: 1, currency: 'XXX' } }, 422, '138'],
    ['a currency in small letters', { amount: { value: 1, currency: 'eur' } }, 422, '138'],
    ['no value', { amount: { currency: 'EUR' } }, 422, '137'],
    ['a negative value', { amount: eur(-1) }, 422, '137'],
    ['a broken value', { amount: eur(1.5) }, 422, '137'],
    ['a value too large', { amount: eur(2 ** 53) }, 422, '137'],
    ['cents of Chilean pesos', { amount: { value: 150, currency: 'CLP' } }, 422, '137'],
    ['text as value', { amount: { value: '1000', currency: 'EUR' } }, 400, '702'],
    ['no reference', { reference: undefined }, 422, '130'],
    ['an empty reference', { reference: '' }, 422, '130'],
    ['a reference too long', { reference: 'x'.repeat(81) }, 400, '702'],
    ['no return URL', { returnUrl: undefined }, 422, '14_030'],
    ['no payment method', { paymentMethod: undefined }, 422, '14_006'],
    ['a method that is text', { paymentMethod: 'scheme' }, 400, '702'],
    ['a method of another kind', { paymentMethod: { type: 'ideal' } }, 500, '905_1'],
    ['a stored method', card({ storedPaymentMethodId: '7219687191761347' }), 422, '800'],
    ['no card number', card({ number: undefined }), 422, '101'],
    ['a card number with spaces', card({ number: '4111 1111 1111 1111' }), 422, '101'],
    [
      'a number that is not encrypted',
      card({ encryptedCardNumber: '4111111111111111' }),
      422,
      '101',
    ],
    ['a short CVC', card({ cvc: '73' }), 422, '103'],
    ['a long CVC', card({ cvc: '7373' }), 422, '103'],
    ['letters as CVC', card({ cvc: 'abc' }), 422, '103'],
    ['no expiry', card({ expiryMonth: undefined }), 422, '129'],
    ['a thirteenth month', card({ expiryMonth: '13' }), 422, '129'],
    ['a short year', card({ expiryYear: '40' }), 422, '129'],
    ['a capture delay too long', { captureDelayHours: 673 }, 422, '132'],
    ['a negative capture delay', { captureDelayHours: -1 }, 422, '132'],
    ['unknown fields', { foo: 1, merchantacount: 2 }, 400, '702'],
  ])('with %s is refused', async (_what, more, status, errorCode) => {
    expectError(await rig.post('/payments', paymentOf(more)), status, errorCode);
    expect(rig.gateway.status().payments).toBe(0);
  });

  it('is told which fields are unknown, and which can’t be read', async () => {
    const unknown = await rig.post('/payments', paymentOf({ foo: 1, bar: 2 }));
    expect(at(unknown.body, 'message')).toBe(
      'Structure of PaymentRequest contains the following unknown fields: [foo, bar]',
    );
    const unreadable = await rig.post('/payments', paymentOf({ amount: { value: 'x' } }));
    expect(at(unreadable.body, 'message')).toBe("Unable to parse the field 'amount.value'");
  });

  it('never gives a card number back', async () => {
    const number = '4532015112830366';
    const reply = await rig.post('/payments', paymentOf(card({ number })));
    expect(JSON.stringify(reply.body)).not.toContain(number);
    expect(JSON.stringify(rig.gateway.events)).not.toContain(number);
    for (const known of ADYEN_CARD_NUMBERS) await rig.pay({ paymentMethod: cardOf(known) });
    const events = JSON.stringify(rig.gateway.events);
    for (const known of ADYEN_CARD_NUMBERS) expect(events).not.toContain(known);
  });
});

describe('a request of any kind', () => {
  it.each([
    ['no key', { 'x-api-key': '' }],
    ['another key', { 'x-api-key': 'AQEwrong' }],
    ['another password', { authorization: 'Basic d3M6d3Jvbmc=', 'x-api-key': '' }],
  ])('with %s is not let in', async (_what, headers) => {
    const reply = await rig.ask('POST', '/v72/payments', paymentOf(), headers);
    expectError(reply, 401, '000');
    expect(reply.body).toMatchObject({
      message: 'HTTP Status Response - Unauthorized',
      errorType: 'security',
    });
  });

  it('is let in with name and password too', async () => {
    const { ADYEN_USERNAME: name = '', ADYEN_PASSWORD: password = '' } = rig.gateway.environment;
    const basic = Buffer.from(`${name}:${password}`).toString('base64');
    const response = await fetch(`${rig.baseUrl}/v72/payments`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
      body: JSON.stringify(paymentOf()),
    });
    expect(response.status).toBe(200);
  });

  it.each([
    ['broken JSON', '{"amount":', 400, '702'],
    ['no JSON object', '[]', 400, '702'],
    ['JSON null', 'null', 400, '702'],
  ])('with %s is refused', async (_what, body, status, errorCode) => {
    expectError(await rig.ask('POST', '/v72/payments', body), status, errorCode);
  });

  it('with no body, another content type, or a body too large is refused', async () => {
    expectError(await rig.ask('POST', '/v72/payments'), 400, '702');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expectError(await rig.ask('POST', '/v72/payments', 'a=b', form), 415, '000');
    const large = paymentOf({ metadata: { note: 'x'.repeat(1_100_000) } });
    expectError(await rig.ask('POST', '/v72/payments', large), 413, '000');
  });

  it.each([
    ['POST', '/v72/nothing'],
    ['GET', '/v72/payments'],
    ['DELETE', '/v72/sessions/CS1'],
    ['POST', '/v66/payments'],
    ['POST', '/v73/payments'],
    ['POST', '/payments'],
  ])('%s %s is not found', async (method, path) => {
    expectError(await rig.ask(method, path), 404, '000');
  });

  it.each(['/v67', '/v71', '/v72', '/checkout/v68', '/checkout/v72'])(
    'is answered under %s',
    async (address) => {
      const reply = await rig.ask('POST', `${address}/payments`, paymentOf());
      expect(reply).toMatchObject({ status: 200, body: { resultCode: 'Authorised' } });
    },
  );

  it('that is no HTTP at all gets Adyen’s shape too', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      let got = '';
      const socket = connect(Number(new URL(rig.baseUrl).port), '127.0.0.1', () =>
        socket.write('NONSENSE\r\n\r\n'),
      );
      socket.on('data', (chunk) => (got += chunk.toString()));
      socket.on('end', () => resolve(got));
      socket.on('error', reject);
    });
    expect(text).toContain('HTTP/1.1 400');
    expect(text).toContain('"errorCode":"702"');
  });

  it('with a bad fault header is told what is wrong', async () => {
    const headers = { 'paydrill-fault': 'no-such-fault' };
    expectError(await rig.ask('POST', '/v72/payments', paymentOf(), headers), 422, '702');
  });

  it('reaches the official client as its own exception', async () => {
    const error: unknown = await rig.checkout.ModificationsApi.captureAuthorisedPayment('none', {
      merchantAccount: ACCOUNT,
      amount: eur(1),
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HttpClientException);
    expect(error).toMatchObject({
      statusCode: 422,
      errorCode: '167',
      apiError: {
        message: 'Original pspReference required for this operation',
        errorType: 'validation',
      },
    });
  });
});

describe('a modification request', () => {
  const hold = async (): Promise<string> =>
    textAt((await rig.pay({ merchantAccount: MANUAL_ACCOUNT })).body, 'pspReference');

  it.each([
    ['no account', { merchantAccount: undefined }, 403, '901'],
    ['the account of another payment', { merchantAccount: ACCOUNT }, 422, '167'],
    ['no amount', { amount: undefined }, 422, '100'],
    ['nothing as amount', { amount: eur(0) }, 422, '137'],
    ['another currency', { amount: { value: 1000, currency: 'USD' } }, 422, '138'],
    ['a capture of nobody', { capturePspReference: 'AAAAAAAAAAAAAAAA' }, 422, '167'],
    ['an unknown field', { foo: 1 }, 400, '702'],
  ])('with %s is refused at once', async (_what, more, status, errorCode) => {
    const body = { merchantAccount: MANUAL_ACCOUNT, amount: eur(1000), ...more };
    const psp = await hold();
    expectError(await rig.post(`/payments/${psp}/refunds`, body), status, errorCode);
    rig.takeEffect();
    expect(rig.movements()).toEqual(['authorise 1000']);
  });

  it.each(['captures', 'refunds', 'cancels', 'reversals', 'amountUpdates'])(
    'to %s of an unknown payment is refused at once',
    async (path) => {
      const body = { merchantAccount: MANUAL_ACCOUNT };
      expectError(await rig.post(`/payments/AAAAAAAAAAAAAAAA/${path}`, body), 422, '167');
    },
  );

  it('to cancel by reference needs one', async () => {
    expectError(await rig.post('/cancels', { merchantAccount: ACCOUNT }), 422, '130');
    const body = { merchantAccount: 'SomebodyElse', paymentReference: 'order-1' };
    expectError(await rig.post('/cancels', body), 403, '901');
  });
});
