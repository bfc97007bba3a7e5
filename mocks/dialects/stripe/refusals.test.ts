import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, startRig, type Rig } from './rig.fixture.ts';

// Bad input gets Stripe's own shape of error, whatever is wrong with it.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** Put together, so that no scanner takes it for a leak. */
const LIVE_KEY = ['sk', 'live', '0123456789abcdef'].join('_');
const INTENTS = '/v1/payment_intents';

describe('authentication', () => {
  it.each([
    ['none', undefined, 'You did not provide an API key'],
    ['another key', 'Bearer sk_test_another', 'Invalid API Key provided: sk_test_'],
    ['a live key', `Bearer ${LIVE_KEY}`, 'a live key does not belong in a drill'],
  ])('refuses %s with 401', async (_what, authorization, message) => {
    const { status, body } = await rig.ask('GET', INTENTS, undefined, {
      authorization: authorization ?? '',
    });
    expect(status).toBe(401);
    expect(body['error']).toMatchObject({
      type: 'invalid_request_error',
      message: expect.stringContaining(message),
    });
  });

  it('tells the SDK that the key is wrong', async () => {
    const stranger = clientOf(rig.baseUrl, 'sk_test_wrong');
    await expect(stranger.paymentIntents.list()).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
    });
  });

  it('takes the key as the user of Basic authentication, as curl sends it', async () => {
    const basic = Buffer.from(`${rig.key}:`).toString('base64');
    const { status } = await rig.ask('GET', INTENTS, undefined, {
      authorization: `Basic ${basic}`,
    });
    expect(status).toBe(200);
  });
});

describe('a bad request', () => {
  it.each([
    ['GET', '/v1/nothing', undefined, 404, 'Unrecognized request URL (GET: /v1/nothing)'],
    ['PUT', INTENTS, 'amount=1', 404, 'Unrecognized request URL (PUT: /v1/payment_intents)'],
    ['GET', '/', undefined, 404, 'Unrecognized request URL (GET: /)'],
    ['GET', '/v1/payment_intents/%zz', undefined, 400, 'Invalid request'],
    ['POST', INTENTS, 'amount=%zz', 400, 'the parameters could not be read'],
    ['POST', INTENTS, 'currency=eur', 400, 'Missing required param: amount.'],
    ['POST', INTENTS, 'amount=500', 400, 'Missing required param: currency.'],
    ['POST', INTENTS, 'amount=ten&currency=eur', 400, 'Invalid integer: ten'],
    ['POST', INTENTS, 'amount=-5&currency=eur', 400, 'greater than or equal to 1'],
    ['POST', INTENTS, 'amount=500&currency=eur&colour=red', 400, 'unknown parameter: colour'],
    ['POST', INTENTS, 'amount=500&currency=eur&confirm=perhaps', 400, 'Invalid boolean'],
    ['POST', INTENTS, 'amount=500&currency=eur&confirm=true', 400, 'payment_method'],
    ['POST', INTENTS, 'amount=500&currency=eur&metadata=text', 400, 'Invalid object'],
    ['POST', INTENTS, 'amount[x]=500&currency=eur', 400, 'Invalid string'],
    ['POST', INTENTS, 'amount=500&currency=eur&customer=cus_1', 400, 'No such customer'],
    ['POST', INTENTS, 'amount=500&currency=eur&payment_method=pm_x', 400, 'No such PaymentMethod'],
    ['POST', INTENTS, 'amount=500&currency=eur&capture_method=never', 400, 'capture_method'],
    [
      'POST',
      INTENTS,
      'amount=500&currency=eur&allowed_payment_method_types[]=ideal',
      400,
      '"ideal"',
    ],
    ['POST', '/v1/refunds', '', 400, 'Missing required param: charge.'],
    ['POST', '/v1/refunds', 'charge=ch_1&payment_intent=pi_1', 400, 'only specify one'],
    ['GET', `${INTENTS}?limit=1000`, undefined, 400, 'Invalid limit'],
    ['GET', `${INTENTS}?starting_after=pi_none`, undefined, 400, 'No such payment_intent'],
    ['GET', `${INTENTS}?expand[]=data.secrets`, undefined, 400, 'cannot be expanded'],
    ['GET', `${INTENTS}/search?query=nonsense`, undefined, 400, 'unable to parse'],
  ])('%s %s with %s gets %i', async (method, path, form, status, message) => {
    const reply = await rig.ask(method, path, form);
    expect(reply.body['error']).toMatchObject({
      type: 'invalid_request_error',
      message: expect.stringContaining(message),
    });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('request-id')).toMatch(/^req_\w{14}$/);
    expect(reply.headers.get('content-type')).toBe('application/json');
  });

  it('is refused as JSON, and with a content type that can not be read', async () => {
    const wrong = await rig.ask('POST', INTENTS, '{"amount":500}', {
      'content-type': 'application/json',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body['error']?.['message']).toContain('check that your POST content type');
    const unreadable = await rig.ask('POST', INTENTS, 'amount=500', { 'content-type': ';;' });
    expect(unreadable.status).toBe(400);
    expect(unreadable.body['error']?.['message']).toContain('check that your POST content type');
  });

  it('is refused when it is too large', async () => {
    const reply = await rig.ask('POST', INTENTS, `description=${'x'.repeat(70_000)}`);
    expect(reply.status).toBe(413);
    expect(reply.body['error']).toMatchObject({ type: 'invalid_request_error' });
  });

  it('is refused in the same words when it is no HTTP', async () => {
    const socket = connect(Number(new URL(rig.baseUrl).port), '127.0.0.1');
    socket.write('NONSENSE\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    const body = JSON.parse(answer.split('\r\n\r\n')[1] ?? '') as { error: { type: string } };
    expect(body.error.type).toBe('invalid_request_error');
  });

  it('is in the journal like any other', async () => {
    await rig.ask('GET', '/v1/nothing-at-all');
    expect(rig.gateway.journal(1)[0]).toMatchObject({ operation: 'other', status: 404 });
  });
});

describe('the fault header', () => {
  it('spoils one request and no other', async () => {
    const asked = { 'paydrill-fault': 'error-status;status=502' };
    expect((await rig.ask('GET', INTENTS, undefined, asked)).status).toBe(502);
    expect((await rig.ask('GET', INTENTS)).status).toBe(200);
    expect(rig.gateway.journal(2).map(({ faults }) => faults)).toEqual([['error-status'], []]);
  });

  it.each([
    ['no-such-fault', 'no-such-fault'],
    ['latency;delayMs=-1', 'delayMs'],
    ['token-endpoint-down', 'shows nothing at stripe'],
  ])('is refused when it says %s', async (header, message) => {
    const reply = await rig.ask('GET', INTENTS, undefined, { 'paydrill-fault': header });
    expect(reply.status).toBe(400);
    expect(reply.body['error']?.['message']).toContain(message);
  });
});
