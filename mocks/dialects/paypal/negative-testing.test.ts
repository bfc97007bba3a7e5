import { ApiError } from '@paypal/paypal-server-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ISSUES } from './issues.ts';
import { orderBody, orderRequest, startRig, type Rig } from './rig.fixture.ts';

const ORDERS = '/v2/checkout/orders';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const mocked = (code: string) => ({
  'paypal-mock-response': JSON.stringify({ mock_application_codes: code }),
});

describe('PayPal-Mock-Response', () => {
  it('gives the official client the error that it asks for', async () => {
    const asked = rig.orders.createOrder({
      body: orderRequest('CAPTURE'),
      paypalMockResponse: '{"mock_application_codes":"DUPLICATE_INVOICE_ID"}',
    });
    const error: unknown = await asked.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      statusCode: 422,
      result: { name: 'UNPROCESSABLE_ENTITY', details: [{ issue: 'DUPLICATE_INVOICE_ID' }] },
    });
    expect(rig.gateway.status().payments).toBe(0);
  });

  it.each(Object.entries(ISSUES))('knows the issue %s', async (issue, { status }) => {
    const reply = await rig.ask('POST', ORDERS, orderBody('CAPTURE'), mocked(issue));
    expect(reply).toMatchObject({ status, body: { details: [{ issue }] } });
  });

  it.each([
    ['INTERNAL_SERVER_ERROR', 500],
    ['NOT_AUTHORIZED', 403],
    ['RATE_LIMIT_REACHED', 429],
  ])('knows the error name %s', async (name, status) => {
    const reply = await rig.ask('GET', `${ORDERS}/ANY`, undefined, mocked(name));
    expect(reply).toMatchObject({ status, body: { name } });
  });

  it.each([
    ['POST', '/v2/payments/authorizations/ANY/capture'],
    ['POST', '/v2/payments/authorizations/ANY/void'],
    ['GET', '/v2/payments/captures/ANY'],
    ['POST', '/v2/payments/captures/ANY/refund'],
    ['GET', '/v2/payments/refunds/ANY'],
    ['PATCH', `${ORDERS}/ANY`],
  ])('is heard by %s %s', async (method, path) => {
    const reply = await rig.ask(method, path, undefined, mocked('TRANSACTION_REFUSED'));
    expect(reply.body).toMatchObject({ details: [{ issue: 'TRANSACTION_REFUSED' }] });
  });

  it.each(['NO_SUCH_ISSUE', 'toString'])('is ignored when it names nothing: %s', async (code) => {
    const reply = await rig.ask('POST', ORDERS, orderBody('CAPTURE'), mocked(code));
    expect(reply.status).toBe(201);
  });

  it.each(['{', '[]', 'null', '{"mock_application_codes":7}'])(
    'is ignored when it can’t be read: %s',
    async (header) => {
      const headers = { 'paypal-mock-response': header };
      expect((await rig.ask('POST', ORDERS, orderBody('CAPTURE'), headers)).status).toBe(201);
    },
  );

  it('does not use up the PayPal-Request-Id', async () => {
    const key = { 'paypal-request-id': 'after-mock' };
    const headers = { ...key, ...mocked('INSTRUMENT_DECLINED') };
    expect((await rig.ask('POST', ORDERS, orderBody('CAPTURE'), headers)).status).toBe(422);
    expect((await rig.ask('POST', ORDERS, orderBody('CAPTURE'), key)).status).toBe(201);
  });

  it('counts an asked decline as one in the journal', async () => {
    await rig.ask('POST', ORDERS, orderBody('CAPTURE'), mocked('INSTRUMENT_DECLINED'));
    expect(rig.gateway.journal(1)[0]?.decline).toMatchObject({ code: 'INSTRUMENT_DECLINED' });
  });
});
