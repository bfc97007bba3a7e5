import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  at,
  cardOf,
  eur,
  paymentOf,
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

interface Opened {
  readonly id: string;
  readonly sessionData: string;
}

async function open(more: object = {}): Promise<Opened> {
  const { paymentMethod: _, ...session } = { ...paymentOf(more), paymentMethod: null };
  const reply = await rig.post('/sessions', session);
  expect(reply.status).toBe(201);
  return { id: textAt(reply.body, 'id'), sessionData: textAt(reply.body, 'sessionData') };
}

/** As Adyen's own component would, with no key but the client key. */
async function shopper(
  session: Opened,
  what: 'payments' | 'paymentDetails',
  body: object,
  clientKey = rig.gateway.environment['ADYEN_CLIENT_KEY'],
): Promise<Reply> {
  const path = `/checkoutshopper/v1/sessions/${session.id}/${what}?clientKey=${clientKey}`;
  const headers = { 'x-api-key': '' };
  return rig.ask('POST', path, { sessionData: session.sessionData, ...body }, headers);
}

const payBy = (session: Opened, holderName = 'Ada', number = '4111111111111111'): Promise<Reply> =>
  shopper(session, 'payments', { paymentMethod: cardOf(number, { holderName }) });

const statusOf = async ({ id }: Opened, reply: Reply): Promise<unknown> => {
  const result = textAt(reply.body, 'sessionResult');
  const read = await rig.checkout.PaymentsApi.getResultOfPaymentSession(id, result);
  return read.status;
};

describe('a session', () => {
  it('is opened, paid by the shopper and read by the official client', async () => {
    const { PaymentsApi } = rig.checkout;
    const session = await PaymentsApi.sessions({
      merchantAccount: ACCOUNT,
      amount: eur(1000),
      reference: 'order-1',
      returnUrl: 'https://shop.test/return',
      countryCode: 'NL',
    });
    expect(session).toMatchObject({ amount: eur(1000), reference: 'order-1', countryCode: 'NL' });
    expect(session.id).toMatch(/^CS[A-Z0-9]{16}$/);
    expect(session.expiresAt).toBeInstanceOf(Date);
    expect(rig.movements()).toEqual([]);
    const paid = await payBy({ id: session.id, sessionData: session.sessionData ?? '' });
    expect(paid.body).toMatchObject({ resultCode: 'Authorised' });
    const result = textAt(paid.body, 'sessionResult');
    expect(await PaymentsApi.getResultOfPaymentSession(session.id, result)).toMatchObject({
      status: 'completed',
      reference: 'order-1',
      payments: [{ resultCode: 'Authorised', amount: eur(1000) }],
    });
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('stays open after a refused card, until too many were refused', async () => {
    const session = await open();
    expect(await statusOf(session, await payBy(session, 'DECLINED'))).toBe('active');
    for (let tries = 1; tries < 5; tries += 1) await payBy(session, 'DECLINED');
    expect((await payBy(session)).status).toBe(422);
    expect(rig.movements()).toEqual([]);
  });

  it('is paid only once', async () => {
    const session = await open();
    await payBy(session);
    expect(await payBy(session)).toMatchObject({ status: 422, body: { errorCode: '14_0421' } });
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('goes through 3-D Secure with the shopper alone', async () => {
    const session = await open({
      authenticationData: { threeDSRequestData: { nativeThreeDS: 'preferred' } },
    });
    const identify = await payBy(session, 'Ada', '4917610000000000');
    expect(identify.body).toMatchObject({ resultCode: 'IdentifyShopper' });
    const send = (reply: Reply, result: object) =>
      shopper(session, 'paymentDetails', {
        details: { threeDSResult: resultOf(at(reply.body, 'action'), result) },
      });
    const challenge = await send(identify, { threeDSCompInd: 'Y' });
    const done = await send(challenge, { transStatus: 'Y' });
    expect(done.body).toMatchObject({ resultCode: 'Authorised' });
    expect(await statusOf(session, done)).toBe('completed');
  });

  it('waits for a payment that was only received', async () => {
    const session = await open();
    expect(await statusOf(session, await payBy(session, 'PENDING'))).toBe('paymentPending');
  });

  it('expires after an hour, or when it is told to', async () => {
    const session = await open();
    const refused = await payBy(session, 'DECLINED');
    rig.clock.advance(3_600_000);
    expect(await statusOf(session, refused)).toBe('expired');
    expect((await payBy(session)).status).toBe(422);
    const soon = new Date(rig.clock.now() + 60_000).toISOString();
    const short = await open({ expiresAt: soon });
    rig.clock.advance(60_000);
    expect((await payBy(short)).status).toBe(422);
  });

  it.each(['yesterday', '2020-01-01T00:00:00Z', '2999-01-01T00:00:00Z'])(
    'can’t expire at %s',
    async (expiresAt) => {
      const { paymentMethod: _, ...body } = { ...paymentOf({ expiresAt }), paymentMethod: null };
      expect(await rig.post('/sessions', body)).toMatchObject({ status: 400 });
    },
  );

  it('is refused a payment method: that is the shopper’s', async () => {
    const reply = await rig.post('/sessions', paymentOf());
    expect(reply).toMatchObject({
      status: 400,
      body: {
        errorCode: '702',
        message:
          'Structure of CreateCheckoutSessionRequest contains the following unknown fields: [paymentMethod]',
      },
    });
  });

  it('tells nothing to who was not given its result', async () => {
    const { id } = await open();
    for (const query of ['', '?sessionResult=guess']) {
      expect((await rig.ask('GET', `/v72/sessions/${id}${query}`)).status).toBe(422);
    }
    expect((await rig.ask('GET', '/v72/sessions/CSNOTHING?sessionResult=a')).status).toBe(422);
  });

  it('takes nothing from who has neither its data nor the client key', async () => {
    const session = await open();
    const body = { paymentMethod: cardOf('4111111111111111') };
    expect((await shopper(session, 'payments', body, 'test_wrong')).status).toBe(401);
    const guessed = { ...session, sessionData: 'guess' };
    expect((await shopper(guessed, 'payments', body)).status).toBe(422);
    const details = { details: { redirectResult: 'guess' } };
    expect((await shopper(session, 'paymentDetails', details)).status).toBe(422);
    expect(rig.movements()).toEqual([]);
  });
});
