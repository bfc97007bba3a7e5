import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Types } from '@adyen/api-library';
import {
  at,
  cardOf,
  eur,
  paymentOf,
  readReply,
  resultOf,
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

const ENROLLED = cardOf('4917610000000000');
const NATIVE = { authenticationData: { threeDSRequestData: { nativeThreeDS: 'preferred' } } };

const details = (body: object): Promise<Reply> => rig.post('/payments/details', body);
const send = (action: unknown, result: object): Promise<Reply> =>
  details({ details: { threeDSResult: resultOf(action, result) } });

async function challenged(more: object = {}): Promise<unknown> {
  const { body } = await rig.pay({ paymentMethod: ENROLLED, ...NATIVE, ...more });
  const reply = await send(at(body, 'action'), { threeDSCompInd: 'Y' });
  expect(reply.body).toMatchObject({
    resultCode: 'ChallengeShopper',
    action: { type: 'threeDS2', subtype: 'challenge' },
  });
  return at(reply.body, 'action');
}

async function redirected(more: object = {}): Promise<string> {
  const { body } = await rig.pay({ paymentMethod: ENROLLED, ...more });
  expect(body).toMatchObject({
    resultCode: 'RedirectShopper',
    action: { type: 'redirect', method: 'GET', paymentMethodType: 'scheme' },
  });
  return textAt(body, 'action', 'url');
}

async function comeBackFrom(url: string): Promise<string> {
  const { status, headers } = await readReply(await fetch(url, { redirect: 'manual' }));
  expect(status).toBe(302);
  const location = new URL(headers.get('location') ?? '');
  expect(location.href).toContain('https://shop.test/return?order=1&redirectResult=');
  return location.searchParams.get('redirectResult') ?? '';
}

describe('3-D Secure 2 in the shop', () => {
  it('identifies, challenges and authorises, by the official client', async () => {
    const { PaymentsApi } = rig.checkout;
    const identify = await PaymentsApi.payments({
      merchantAccount: 'PaydrillECOM',
      amount: eur(1000),
      reference: 'order-1',
      returnUrl: 'https://shop.test/return',
      channel: Types.checkout.PaymentRequest.ChannelEnum.Web,
      authenticationData: {
        threeDSRequestData: {
          nativeThreeDS: Types.checkout.ThreeDSRequestData.NativeThreeDSEnum.Preferred,
        },
      },
      paymentMethod: {
        type: Types.checkout.CardDetails.TypeEnum.Scheme,
        number: '4917610000000000',
        expiryMonth: '03',
        expiryYear: '2040',
        cvc: '737',
      },
    });
    expect(identify).toMatchObject({
      resultCode: 'IdentifyShopper',
      action: { type: 'threeDS2', subtype: 'fingerprint', paymentMethodType: 'scheme' },
    });
    const challenge = await PaymentsApi.paymentsDetails({
      details: { threeDSResult: resultOf(identify.action, { threeDSCompInd: 'Y' }) },
    });
    expect(challenge.resultCode).toBe('ChallengeShopper');
    expect(rig.movements()).toEqual([]);
    const done = await PaymentsApi.paymentsDetails({
      details: { threeDSResult: resultOf(challenge.action, { transStatus: 'Y' }) },
    });
    expect(done).toMatchObject({
      resultCode: 'Authorised',
      pspReference: identify.pspReference,
      merchantReference: 'order-1',
    });
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it.each([
    ['N', 'Refused', '11'],
    ['R', 'Refused', '11'],
    ['U', 'Refused', '42'],
  ])('with transStatus %s is %s with code %s', async (transStatus, resultCode, code) => {
    const { body } = await send(await challenged(), { transStatus });
    expect(body).toMatchObject({ resultCode, refusalReasonCode: code });
    expect(rig.movements()).toEqual([]);
  });

  it('finds the payment by paymentData where the result has no token', async () => {
    const action = await challenged();
    const threeDSResult = Buffer.from('{"transStatus":"Y"}').toString('base64');
    const paymentData = textAt(action, 'paymentData');
    const reply = await details({ details: { threeDSResult }, paymentData });
    expect(reply.body).toMatchObject({ resultCode: 'Authorised' });
  });

  it('asks the issuer only afterwards, and is declined as the card is', async () => {
    const paymentMethod = cardOf('4917610000000000', { holderName: 'NOT_ENOUGH_BALANCE' });
    const { body } = await send(await challenged({ paymentMethod }), { transStatus: 'Y' });
    expect(body).toMatchObject({ resultCode: 'Refused', refusalReasonCode: '12' });
  });

  it('is declined by a fault that meets the end of it, not by one that met its beginning', async () => {
    rig.arm('decline-surge');
    const action = await challenged();
    rig.gateway.faults.clearAll();
    expect((await send(action, { transStatus: 'Y' })).body).toMatchObject({
      resultCode: 'Authorised',
    });
    const other = await challenged();
    rig.arm('decline-surge');
    expect((await send(other, { transStatus: 'Y' })).body).toMatchObject({
      resultCode: 'Refused',
      refusalReasonCode: '2',
    });
    rig.gateway.faults.clearAll();
  });

  it('satisfies an issuer that refuses without it', async () => {
    const paymentMethod = cardOf('4111111111111111', { holderName: 'AUTHENTICATION_REQUIRED' });
    expect((await rig.pay({ paymentMethod })).body).toMatchObject({ refusalReasonCode: '38' });
    const authenticationData = {
      attemptAuthentication: 'always',
      threeDSRequestData: { nativeThreeDS: 'preferred' },
    };
    const action = await challenged({ paymentMethod, authenticationData });
    expect((await send(action, { transStatus: 'Y' })).body).toMatchObject({
      resultCode: 'Authorised',
    });
  });

  it('alone moves no money', async () => {
    const action = await challenged({ threeDSAuthenticationOnly: true });
    expect((await send(action, { transStatus: 'Y' })).body).toMatchObject({
      resultCode: 'AuthenticationFinished',
      threeDS2Result: { transStatus: 'Y' },
    });
    expect(rig.movements()).toEqual([]);
  });

  it('is asked for by the fields of older versions too', async () => {
    const additionalData = { allow3DS2: 'true', executeThreeD: 'true' };
    const { body } = await rig.pay({ additionalData });
    expect(body).toMatchObject({ resultCode: 'IdentifyShopper' });
    const again = await rig.pay({ paymentMethod: ENROLLED, threeDS2RequestData: {} });
    expect(again.body).toMatchObject({ resultCode: 'IdentifyShopper' });
  });

  it('is left out where the merchant does not want it, or no shopper is there', async () => {
    for (const more of [
      { authenticationData: { attemptAuthentication: 'never' } },
      { additionalData: { executeThreeD: 'false' } },
      { shopperInteraction: 'ContAuth' },
    ]) {
      const { body } = await rig.pay({ paymentMethod: ENROLLED, ...more });
      expect(body).toMatchObject({ resultCode: 'Authorised' });
    }
  });
});

describe('3-D Secure by redirect', () => {
  it('leads to the issuer’s page and back to the shop, and authorises', async () => {
    const redirectResult = await comeBackFrom(await redirected());
    expect(rig.movements()).toEqual([]);
    const reply = await details({ details: { redirectResult } });
    expect(reply.body).toMatchObject({ resultCode: 'Authorised' });
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('ends as the page is told to', async () => {
    const redirectResult = await comeBackFrom(`${await redirected()}&transStatus=N`);
    const reply = await details({ details: { redirectResult } });
    expect(reply.body).toMatchObject({ resultCode: 'Refused', refusalReasonCode: '11' });
  });

  it('is the only way with a card of version 1', async () => {
    await redirected({ paymentMethod: cardOf('5212345678901234'), ...NATIVE });
  });

  it('has no page for a token that it never gave out, nor for a result', async () => {
    const url = new URL(await redirected());
    const redirectResult = await comeBackFrom(url.href);
    for (const token of ['nonsense', redirectResult]) {
      url.searchParams.set('token', token);
      expect((await fetch(url)).status).toBe(404);
    }
  });
});

describe('a request to go on', () => {
  it.each([
    ['nothing', {}, '100'],
    ['no result', { details: {} }, '14_018'],
    ['text that is no result', { details: { threeDSResult: 'nonsense' } }, '14_018'],
    ['a result of nobody', { details: { redirectResult: 'nonsense' } }, '14_018'],
    ['a result that says nothing', { details: { threeDSResult: 'e30=' } }, '14_018'],
  ])('with %s is refused', async (_what, body, errorCode) => {
    expect(await details(body)).toMatchObject({ status: 422, body: { errorCode } });
  });

  it('is refused out of turn and once it is over', async () => {
    const { body } = await rig.pay({ paymentMethod: ENROLLED, ...NATIVE });
    const action = at(body, 'action');
    expect((await send(action, { transStatus: 'Y' })).status).toBe(422);
    const challenge = at((await send(action, { threeDSCompInd: 'N' })).body, 'action');
    expect((await send(challenge, { threeDSCompInd: 'Y' })).status).toBe(422);
    expect((await send(challenge, { transStatus: 'Y' })).status).toBe(200);
    expect((await send(challenge, { transStatus: 'Y' })).status).toBe(422);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('can’t skip the issuer’s page', async () => {
    const url = new URL(await redirected());
    const token = url.searchParams.get('token') ?? '';
    const forged = { transStatus: 'Y', authorisationToken: token };
    const threeDSResult = Buffer.from(JSON.stringify(forged)).toString('base64');
    expect((await details({ details: { threeDSResult } })).status).toBe(422);
    expect((await details({ details: { redirectResult: token } })).status).toBe(422);
    expect(rig.movements()).toEqual([]);
  });

  it('tells the journal whose payment it is about', async () => {
    await send(await challenged(), { transStatus: 'Y' });
    expect(rig.gateway.journal(1)[0]).toMatchObject({ order: 'order-1', operation: 'confirm' });
    expect(paymentOf()).toMatchObject({ reference: 'order-1' });
  });
});
