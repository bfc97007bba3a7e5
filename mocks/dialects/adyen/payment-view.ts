import type { PaymentRecord } from './books.ts';
import { toWire } from './currencies.ts';
import { REFUSALS } from './refusals.ts';

const WAITING_FOR = {
  fingerprint: 'IdentifyShopper',
  challenge: 'ChallengeShopper',
  redirect: 'RedirectShopper',
} as const;

export function resultCodeOf({ state, verdict, stepUp }: PaymentRecord): string {
  switch (state) {
    case 'awaiting-shopper':
      return WAITING_FOR[stepUp?.stage ?? 'redirect'];
    case 'received':
      return 'Received';
    case 'refused':
      return verdict.kind === 'refuse' ? REFUSALS[verdict.code].resultCode : 'Refused';
    case 'authenticated':
      return 'AuthenticationFinished';
    default:
      return 'Authorised';
  }
}

/** The body of an answer to /payments and /payments/details. */
export function viewOfPayment(payment: PaymentRecord, action: object | null): object {
  const { verdict, state, card, authCode, pspReference, reference } = payment;
  const brand = { brand: card.brand, type: 'scheme' };
  if (state === 'awaiting-shopper') {
    return {
      pspReference,
      resultCode: resultCodeOf(payment),
      merchantReference: reference,
      action,
    };
  }
  return {
    additionalData: {
      cardSummary: card.lastFour,
      expiryDate: card.expiry,
      paymentMethod: card.brand,
      paymentMethodVariant: card.brand,
      ...(state === 'authorised' ? { authCode } : {}),
    },
    pspReference,
    ...(state === 'refused' && verdict.kind === 'refuse'
      ? {
          refusalReason: REFUSALS[verdict.code].reason,
          refusalReasonCode: String(verdict.code),
        }
      : {}),
    resultCode: resultCodeOf(payment),
    amount: toWire(payment.amountMinor, payment.currency),
    merchantReference: reference,
    paymentMethod: brand,
    ...(state === 'authenticated'
      ? { threeDS2Result: { transStatus: 'Y', messageVersion: '2.1.0', eci: '05' } }
      : {}),
  };
}
