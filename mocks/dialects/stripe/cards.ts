import {
  TEST_CARDS,
  type DeclineReason,
  type TestCardName,
} from '../../../harness/core/test-cards.ts';
import type { CardDecline } from './objects.ts';

/** Stripe's test payment methods; each also exists as a `tok_`. */
export const TEST_METHODS: Readonly<Record<string, TestCardName>> = {
  pm_card_visa: 'visa',
  pm_card_visa_debit: 'visa-debit',
  pm_card_mastercard: 'mastercard',
  pm_card_amex: 'amex',
  pm_card_discover: 'discover',
  pm_card_jcb: 'jcb',
  pm_card_unionpay: 'unionpay',
  pm_card_chargeDeclined: 'generic-decline',
  pm_card_visa_chargeDeclined: 'generic-decline',
  pm_card_chargeDeclinedInsufficientFunds: 'insufficient-funds',
  pm_card_visa_chargeDeclinedInsufficientFunds: 'insufficient-funds',
  pm_card_visa_chargeDeclinedLostCard: 'lost-card',
  pm_card_visa_chargeDeclinedStolenCard: 'stolen-card',
  pm_card_radarBlock: 'fraudulent',
  pm_card_chargeDeclinedFraudulent: 'fraudulent',
  pm_card_chargeDeclinedExpiredCard: 'expired-card',
  pm_card_chargeDeclinedIncorrectCvc: 'incorrect-cvc',
  pm_card_chargeDeclinedProcessingError: 'processing-error',
  pm_card_visa_chargeDeclinedVelocityLimitExceeded: 'velocity-exceeded',
};

export function testMethodCard(id: string) {
  const asMethod = id.startsWith('tok_') ? `pm_card_${id.slice('tok_'.length)}` : id;
  const name = Object.hasOwn(TEST_METHODS, asMethod) ? TEST_METHODS[asMethod] : undefined;
  return name === undefined ? undefined : TEST_CARDS[name];
}

const DECLINED = 'Your card was declined.';

/** docs.stripe.com/declines/codes; advice codes as docs.stripe.com/declines/card has them. */
export const DECLINES: Readonly<Record<DeclineReason, CardDecline>> = {
  generic: {
    code: 'card_declined',
    declineCode: 'generic_decline',
    adviceCode: 'try_again_later',
    message: DECLINED,
  },
  'insufficient-funds': {
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    adviceCode: 'try_again_later',
    message: 'Your card has insufficient funds.',
  },
  'lost-card': {
    code: 'card_declined',
    declineCode: 'lost_card',
    adviceCode: 'do_not_try_again',
    message: DECLINED,
  },
  'stolen-card': {
    code: 'card_declined',
    declineCode: 'stolen_card',
    adviceCode: 'do_not_try_again',
    message: DECLINED,
  },
  fraudulent: {
    code: 'card_declined',
    declineCode: 'fraudulent',
    adviceCode: 'do_not_try_again',
    message: DECLINED,
    isBlocked: true,
  },
  'expired-card': {
    code: 'expired_card',
    declineCode: 'expired_card',
    adviceCode: 'confirm_card_data',
    message: 'Your card has expired.',
    param: 'exp_month',
  },
  'incorrect-cvc': {
    code: 'incorrect_cvc',
    declineCode: 'incorrect_cvc',
    adviceCode: 'confirm_card_data',
    message: "Your card's security code is incorrect.",
    param: 'cvc',
  },
  'processing-error': {
    code: 'processing_error',
    declineCode: 'processing_error',
    adviceCode: 'try_again_later',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
  'velocity-exceeded': {
    code: 'card_declined',
    declineCode: 'card_velocity_exceeded',
    adviceCode: 'try_again_later',
    message:
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  },
};

/** The check digit that every card number has (ISO/IEC 7812-1). */
export function hasCheckDigit(number: string): boolean {
  let sum = 0;
  for (let index = 0; index < number.length; index += 1) {
    const digit = Number(number.charAt(number.length - 1 - index));
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
