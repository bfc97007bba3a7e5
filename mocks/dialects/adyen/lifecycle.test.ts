import { Types } from '@adyen/api-library';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, DELAY_MS, MANUAL_ACCOUNT, eur, startRig, type Rig } from './rig.fixture.ts';

// The whole life of a payment, by the official client.

type PaymentRequest = Types.checkout.PaymentRequest;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const request = (more: Partial<PaymentRequest> = {}): PaymentRequest => ({
  merchantAccount: ACCOUNT,
  amount: eur(1000),
  reference: 'order-1',
  returnUrl: 'https://shop.test/return',
  paymentMethod: {
    type: Types.checkout.CardDetails.TypeEnum.Scheme,
    encryptedCardNumber: 'test_4111111111111111',
    encryptedExpiryMonth: 'test_03',
    encryptedExpiryYear: 'test_2040',
    encryptedSecurityCode: 'test_737',
    holderName: 'Ada Lovelace',
  },
  ...more,
});

const authorised = async (account = MANUAL_ACCOUNT): Promise<string> => {
  const payment = await rig.checkout.PaymentsApi.payments(request({ merchantAccount: account }));
  expect(payment.resultCode).toBe('Authorised');
  return payment.pspReference ?? '';
};

const modifications = () => rig.checkout.ModificationsApi;

describe('a payment', () => {
  it('is authorised and captured at once where the account captures at once', async () => {
    const payment = await rig.checkout.PaymentsApi.payments(request());
    expect(payment).toMatchObject({
      resultCode: Types.checkout.PaymentResponse.ResultCodeEnum.Authorised,
      amount: eur(1000),
      merchantReference: 'order-1',
      paymentMethod: { brand: 'visa', type: 'scheme' },
      additionalData: { cardSummary: '1111', paymentMethod: 'visa' },
    });
    expect(payment.pspReference).toMatch(/^[A-Z0-9]{16}$/);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
    expect(rig.ledger()[0]).toMatchObject({ order: 'order-1', object: payment.pspReference });
  });

  it('is only held where the payment asks for a manual capture', async () => {
    const additionalData = { manualCapture: 'true' };
    await rig.checkout.PaymentsApi.payments(request({ additionalData }));
    expect(rig.movements()).toEqual(['authorise 1000']);
  });

  it('is captured by itself after the delay that the payment asks for', async () => {
    await rig.checkout.PaymentsApi.payments(request({ captureDelayHours: 2 }));
    rig.clock.advance(2 * 3_600_000 - 1000);
    expect(rig.movements()).toEqual(['authorise 1000']);
    rig.clock.advance(1000);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('is captured in time even after the longest delay', async () => {
    await rig.checkout.PaymentsApi.payments(request({ captureDelayHours: 672 }));
    rig.clock.advance(672 * 3_600_000);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('is captured a day later where the account delays', async () => {
    await authorised('PaydrillDelayedECOM');
    rig.clock.advance(24 * 3_600_000);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('of nothing holds nothing', async () => {
    const payment = await rig.checkout.PaymentsApi.payments(request({ amount: eur(0) }));
    expect(payment.resultCode).toBe('Authorised');
    expect(rig.movements()).toEqual([]);
  });

  it('goes the same way under the address of the live platform', async () => {
    const payment = await rig.liveCheckout.PaymentsApi.payments(request());
    expect(payment.resultCode).toBe('Authorised');
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('is told when it is asked for what can be paid with', async () => {
    const { paymentMethods = [] } = await rig.checkout.PaymentsApi.paymentMethods({
      merchantAccount: ACCOUNT,
      allowedPaymentMethods: ['scheme'],
    });
    expect(paymentMethods.map(({ type }) => type)).toEqual(['scheme']);
  });
});

describe('a modification', () => {
  it('is received at once and takes effect after its delay', async () => {
    const psp = await authorised();
    const capture = await modifications().captureAuthorisedPayment(psp, {
      merchantAccount: MANUAL_ACCOUNT,
      amount: eur(1000),
      reference: 'capture-1',
    });
    expect(capture).toMatchObject({
      status: 'received',
      paymentPspReference: psp,
      reference: 'capture-1',
      amount: eur(1000),
      merchantAccount: MANUAL_ACCOUNT,
    });
    expect(rig.gateway.status().detached).toBe(1);
    rig.clock.advance(DELAY_MS - 1000);
    expect(rig.movements()).toEqual(['authorise 1000']);
    rig.clock.advance(1000);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
    expect(rig.gateway.status().detached).toBe(0);
  });

  it('captures in parts, refunds in parts and cancels the rest', async () => {
    const psp = await authorised();
    const captureOf = (value: number) =>
      modifications().captureAuthorisedPayment(psp, {
        merchantAccount: MANUAL_ACCOUNT,
        amount: eur(value),
      });
    const refundOf = (value: number) =>
      modifications().refundCapturedPayment(psp, {
        merchantAccount: MANUAL_ACCOUNT,
        amount: eur(value),
      });
    await captureOf(300);
    await captureOf(200);
    await refundOf(100);
    await refundOf(400);
    await modifications().cancelAuthorisedPaymentByPspReference(psp, {
      merchantAccount: MANUAL_ACCOUNT,
    });
    rig.takeEffect();
    expect(rig.movements()).toEqual([
      'authorise 1000',
      'capture 300',
      'capture 200',
      'refund 100',
      'refund 400',
      'void 500',
    ]);
  });

  it('captures once, and lets go of the rest, where the account takes no second capture', async () => {
    const account = 'PaydrillSingleCaptureECOM';
    const psp = await authorised(account);
    await modifications().captureAuthorisedPayment(psp, {
      merchantAccount: account,
      amount: eur(600),
    });
    rig.takeEffect();
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 600', 'void 400']);
  });

  it('cancels by the merchant’s reference when the pspReference was never learned', async () => {
    await authorised();
    const cancel = await modifications().cancelAuthorisedPayment({
      merchantAccount: MANUAL_ACCOUNT,
      paymentReference: 'order-1',
    });
    expect(cancel).toMatchObject({ status: 'received', paymentReference: 'order-1' });
    rig.takeEffect();
    expect(rig.movements()).toEqual(['authorise 1000', 'void 1000']);
  });

  it('reverses: a hold is let go of, a capture is refunded', async () => {
    const held = await authorised();
    const captured = await authorised(ACCOUNT);
    await modifications().refundOrCancelPayment(held, { merchantAccount: MANUAL_ACCOUNT });
    await modifications().refundOrCancelPayment(captured, { merchantAccount: ACCOUNT });
    rig.takeEffect();
    expect(rig.movements().slice(-2)).toEqual(['void 1000', 'refund 1000']);
  });

  it('reverses a partial capture: it is refunded, and the rest is let go of', async () => {
    const psp = await authorised();
    await modifications().captureAuthorisedPayment(psp, {
      merchantAccount: MANUAL_ACCOUNT,
      amount: eur(400),
    });
    rig.takeEffect();
    await modifications().refundOrCancelPayment(psp, { merchantAccount: MANUAL_ACCOUNT });
    rig.takeEffect();
    expect(rig.movements().slice(1)).toEqual(['capture 400', 'void 600', 'refund 400']);
  });

  it('raises and lowers what is held', async () => {
    const psp = await authorised();
    const updateTo = (value: number) =>
      modifications().updateAuthorisedAmount(psp, {
        merchantAccount: MANUAL_ACCOUNT,
        amount: eur(value),
        industryUsage: Types.checkout.PaymentAmountUpdateRequest.IndustryUsageEnum.DelayedCharge,
      });
    expect(await updateTo(1500)).toMatchObject({ status: 'received', amount: eur(1500) });
    await updateTo(700);
    rig.takeEffect();
    expect(rig.movements()).toEqual(['authorise 1000', 'authorise 500', 'void 800']);
    expect(rig.gateway.ledger()).toHaveLength(3);
  });

  it('of a part that was captured refunds no more than that part', async () => {
    const psp = await authorised();
    const capture = await modifications().captureAuthorisedPayment(psp, {
      merchantAccount: MANUAL_ACCOUNT,
      amount: eur(300),
    });
    await modifications().captureAuthorisedPayment(psp, {
      merchantAccount: MANUAL_ACCOUNT,
      amount: eur(700),
    });
    rig.takeEffect();
    const refundOf = (value: number) =>
      modifications().refundCapturedPayment(psp, {
        merchantAccount: MANUAL_ACCOUNT,
        amount: eur(value),
        capturePspReference: capture.pspReference,
      });
    await refundOf(301);
    await refundOf(300);
    rig.takeEffect();
    expect(rig.movements().slice(3)).toEqual(['refund 300']);
  });

  it('takes effect by itself, without anyone moving the clock', async () => {
    const psp = await authorised();
    await modifications().cancelAuthorisedPaymentByPspReference(psp, {
      merchantAccount: MANUAL_ACCOUNT,
    });
    // All but an instant; the rest is real time.
    rig.clock.advance(DELAY_MS - 20);
    await expect.poll(() => rig.movements()).toEqual(['authorise 1000', 'void 1000']);
  });

  it('is forgotten by a reset, and the next one takes effect all the same', async () => {
    const forgotten = await authorised();
    await modifications().cancelAuthorisedPaymentByPspReference(forgotten, {
      merchantAccount: MANUAL_ACCOUNT,
    });
    rig.startOver();
    expect(rig.gateway.status().detached).toBe(0);
    const psp = await authorised();
    await modifications().cancelAuthorisedPaymentByPspReference(psp, {
      merchantAccount: MANUAL_ACCOUNT,
    });
    rig.takeEffect();
    expect(rig.movements()).toEqual(['authorise 1000', 'void 1000']);
  });
});

describe('an authorisation', () => {
  it('expires after 28 days', async () => {
    await authorised();
    rig.clock.advance(28 * 86_400_000 - 1000);
    expect(rig.movements()).toEqual(['authorise 1000']);
    rig.clock.advance(1000);
    expect(rig.movements()).toEqual(['authorise 1000', 'expire 1000']);
  });

  it('is captured in time when the clock jumps over its end', async () => {
    const psp = await authorised();
    await modifications().captureAuthorisedPayment(psp, {
      merchantAccount: MANUAL_ACCOUNT,
      amount: eur(400),
    });
    rig.clock.advance(40 * 86_400_000);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 400', 'expire 600']);
  });

  it('lives 28 days more after an adjustment to the same amount', async () => {
    const psp = await authorised();
    rig.clock.advance(20 * 86_400_000);
    await modifications().updateAuthorisedAmount(psp, {
      merchantAccount: MANUAL_ACCOUNT,
      amount: eur(1000),
    });
    rig.takeEffect();
    rig.clock.advance(20 * 86_400_000);
    expect(rig.movements()).toEqual(['authorise 1000']);
    rig.clock.advance(8 * 86_400_000);
    expect(rig.movements()).toEqual(['authorise 1000', 'expire 1000']);
  });
});
