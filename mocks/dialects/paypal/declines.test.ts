import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CARDS, type TestCardName } from '../../../harness/core/test-cards.ts';
import {
  at,
  textAt,
  cardOf,
  orderBody,
  orderRequest,
  startRig,
  type Reply,
  type Rig,
} from './rig.fixture.ts';

const ORDERS = '/v2/checkout/orders';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

async function pay(intent: 'CAPTURE' | 'AUTHORIZE', card: object): Promise<Reply> {
  const created = await rig.ask('POST', ORDERS, orderBody(intent));
  const step = intent === 'CAPTURE' ? 'capture' : 'authorize';
  const path = `${ORDERS}/${textAt(created.body, 'id')}/${step}`;
  return rig.ask('POST', path, { payment_source: { card } });
}

const EXPECTED: Readonly<Partial<Record<TestCardName, readonly [code: string, kind: string]>>> = {
  'generic-decline': ['5100', 'soft'],
  'insufficient-funds': ['5120', 'later'],
  'lost-card': ['9520', 'hard'],
  'stolen-card': ['9520', 'hard'],
  fraudulent: ['9500', 'hard'],
  'expired-card': ['5400', 'fix-data'],
  'incorrect-cvc': ['00N7', 'fix-data'],
  'processing-error': ['9100', 'soft'],
  'velocity-exceeded': ['5710', 'later'],
};

describe('a declined card', () => {
  it.each(Object.entries(EXPECTED))(
    '%s completes the order with a declined capture and moves nothing',
    async (name, [code, kind]) => {
      const { number } = TEST_CARDS[name as TestCardName];
      const reply = await pay('CAPTURE', cardOf(number));
      expect(reply).toMatchObject({
        status: 201,
        body: {
          status: 'COMPLETED',
          purchase_units: [
            {
              payments: {
                captures: [{ status: 'DECLINED', processor_response: { response_code: code } }],
              },
            },
          ],
        },
      });
      expect(rig.ledger()).toEqual([]);
      expect(rig.gateway.journal(1)[0]).toMatchObject({
        operation: 'confirm',
        decline: { kind, code },
      });
    },
  );

  it('leaves a denied authorization behind that can be neither captured nor voided', async () => {
    const reply = await pay('AUTHORIZE', cardOf(TEST_CARDS['insufficient-funds'].number));
    const authorization = at(reply.body, 'purchase_units', 0, 'payments', 'authorizations');
    expect(at(authorization, 0)).toMatchObject({ status: 'DENIED' });
    const path = `/v2/payments/authorizations/${textAt(authorization, 0, 'id')}`;
    for (const step of ['capture', 'void', 'reauthorize']) {
      expect(await rig.ask('POST', `${path}/${step}`)).toMatchObject({
        status: 422,
        body: { details: [{ issue: 'AUTHORIZATION_DENIED' }] },
      });
    }
  });

  it('is no error to the official client', async () => {
    const created = await rig.orders.createOrder({ body: orderRequest('CAPTURE') });
    const paid = await rig.orders.captureOrder({
      id: String(created.result.id),
      body: {
        paymentSource: { card: { number: TEST_CARDS['lost-card'].number, expiry: '2040-12' } },
      },
    });
    const capture = paid.result.purchaseUnits?.[0]?.payments?.captures?.[0];
    expect(capture).toMatchObject({
      status: 'DECLINED',
      processorResponse: { responseCode: '9520', paymentAdviceCode: '03' },
    });
    const refused = await rig.ask('POST', `/v2/payments/captures/${String(capture?.id)}/refund`);
    expect(refused).toMatchObject({
      status: 422,
      body: { details: [{ issue: 'REFUND_NOT_ALLOWED' }] },
    });
  });

  it('is named in the journal by a hash, never by its number', async () => {
    await pay('CAPTURE', cardOf(TEST_CARDS['lost-card'].number));
    expect(rig.gateway.journal(1)[0]?.instrument).toMatch(/^card_/);
    expect(JSON.stringify(rig.gateway.events)).not.toContain(TEST_CARDS['lost-card'].number);
  });

  it('is asked for by a surge of declines whatever the card', async () => {
    rig.arm('decline-surge', { kind: 'hard' });
    const reply = await pay('CAPTURE', cardOf(TEST_CARDS.visa.number));
    const capture = at(reply.body, 'purchase_units', 0, 'payments', 'captures', 0);
    expect(capture).toMatchObject({
      status: 'DECLINED',
      processor_response: { response_code: '9520' },
    });
    expect(rig.ledger()).toEqual([]);
  });
});

describe('the sandbox’s own test values', () => {
  it('declines by the rejection trigger in the name on the card', async () => {
    const reply = await pay('CAPTURE', cardOf('4012888888881881', 'CCREJECT-IF'));
    const capture = at(reply.body, 'purchase_units', 0, 'payments', 'captures', 0);
    expect(capture).toMatchObject({
      status: 'DECLINED',
      processor_response: { response_code: '5120', payment_advice_code: '02' },
    });
  });

  it('approves a sandbox number', async () => {
    const reply = await pay('CAPTURE', cardOf('371449635398431'));
    expect(at(reply.body, 'payment_source')).toMatchObject({ card: { brand: 'AMEX' } });
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
  });
});

describe('a declined PayPal account', () => {
  it('is an error, and the order stays open for another try', async () => {
    const created = await rig.ask('POST', ORDERS, orderBody('CAPTURE'));
    const id = textAt(created.body, 'id');
    await fetch(`${rig.baseUrl}/checkoutnow?token=${id}`);
    rig.arm('decline-surge', { kind: 'soft' });
    expect(await rig.ask('POST', `${ORDERS}/${id}/capture`)).toMatchObject({
      status: 422,
      body: { name: 'UNPROCESSABLE_ENTITY', details: [{ issue: 'INSTRUMENT_DECLINED' }] },
    });
    expect(rig.gateway.journal(1)[0]?.decline).toEqual({
      kind: 'soft',
      code: 'INSTRUMENT_DECLINED',
    });
    rig.gateway.faults.clearAll();
    expect((await rig.ask('POST', `${ORDERS}/${id}/capture`)).status).toBe(201);
  });
});
