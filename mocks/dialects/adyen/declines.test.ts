import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../../../harness/core/test-cards.ts';
import { ADYEN_CARD_NUMBERS } from './cards.ts';
import { REFUSALS } from './refusals.ts';
import { at, cardOf, eur, paymentOf, startRig, textAt, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const byName = (holderName: string) =>
  rig.pay({ paymentMethod: cardOf('4111111111111111', { holderName }) });
const byCode = (code: string | number) =>
  rig.pay({ additionalData: { RequestedTestAcquirerResponseCode: code } });

describe('a declined payment', () => {
  it.each(Object.entries(REFUSALS))(
    'with code %s is answered 200 by the name and by the code that ask for it',
    async (code, { trigger, reason, resultCode, decline }) => {
      for (const ask of [() => byName(trigger), () => byCode(code), () => byCode(Number(code))]) {
        const reply = await ask();
        expect(reply.body).toMatchObject({
          resultCode,
          refusalReason: reason,
          refusalReasonCode: code,
          merchantReference: 'order-1',
        });
        expect(rig.gateway.journal(1)[0]).toMatchObject({
          status: 200,
          decline: { kind: decline, code },
          object: textAt(reply.body, 'pspReference'),
          order: 'order-1',
        });
      }
      expect(rig.movements()).toEqual([]);
    },
  );

  it.each([
    ['generic-decline', '2', 'soft'],
    ['insufficient-funds', '12', 'later'],
    ['lost-card', '5', 'hard'],
    ['stolen-card', '5', 'hard'],
    ['fraudulent', '31', 'hard'],
    ['expired-card', '6', 'fix-data'],
    ['incorrect-cvc', '24', 'fix-data'],
    ['processing-error', '4', 'soft'],
    ['velocity-exceeded', '29', 'later'],
  ] as const)('by the card %s that all gateways know has code %s', async (name, code, kind) => {
    const { body } = await rig.pay({ paymentMethod: cardOf(TEST_CARDS[name].number) });
    expect(body).toMatchObject({ refusalReasonCode: code });
    expect(rig.gateway.journal(1)[0]).toMatchObject({ decline: { kind, code } });
  });

  it('with a card that is past its expiry is an expired card', async () => {
    const paymentMethod = cardOf('4111111111111111', { expiryYear: '2020' });
    expect((await rig.pay({ paymentMethod })).body).toMatchObject({ refusalReasonCode: '6' });
  });

  it('can’t be captured: the webhook says so, and no money moves', async () => {
    const { body } = await byName('DECLINED');
    const path = `/payments/${textAt(body, 'pspReference')}/captures`;
    const capture = { merchantAccount: 'PaydrillECOM', amount: eur(1000) };
    expect(await rig.post(path, capture)).toMatchObject({ status: 201 });
    rig.takeEffect();
    expect(rig.movements()).toEqual([]);
  });
});

describe('a payment that is not declined', () => {
  it.each(['APPROVED', 'PARTIALLY_APPROVED', 'Ada Lovelace', 'declined'])(
    'is authorised for a holder named %s',
    async (holderName) => {
      expect((await byName(holderName)).body).toMatchObject({ resultCode: 'Authorised' });
    },
  );

  it('is only received while the issuer has not answered, and authorised later', async () => {
    const { body } = await byName('PENDING');
    expect(body).toMatchObject({ resultCode: 'Received' });
    expect(rig.movements()).toEqual([]);
    expect(rig.gateway.status().detached).toBe(1);
    rig.takeEffect();
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it.each(ADYEN_CARD_NUMBERS)('takes Adyen’s test card %s', async (number) => {
    const authenticationData = { attemptAuthentication: 'never' };
    const { body } = await rig.pay({ paymentMethod: cardOf(number), authenticationData });
    expect(body).toMatchObject({ resultCode: 'Authorised' });
    expect(at(body, 'additionalData', 'cardSummary')).toBe(number.slice(-4));
    expect(rig.gateway.journal(1)[0]?.instrument).not.toContain(number);
  });

  it.each(['4111111111111112', '4532015112830366', '', '4242'])(
    'never takes the number %j, which is no test number',
    async (number) => {
      const body = paymentOf({ paymentMethod: cardOf('4111111111111111', { number }) });
      expect(await rig.post('/payments', body)).toMatchObject({
        status: 422,
        body: { errorCode: '101', message: 'Invalid card number', errorType: 'validation' },
      });
      expect(rig.gateway.status().payments).toBe(0);
    },
  );
});
