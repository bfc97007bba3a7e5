import type { DeclineKind } from '../../../harness/core/outcome.ts';
import type { DeclineReason } from '../../../harness/core/test-cards.ts';
import type { CardDecline } from './objects.ts';

const DECLINED = 'Your card was declined.';

interface Row extends CardDecline {
  /** What a caller may make of it. */
  readonly kind: DeclineKind;
}

const declined = (
  kind: DeclineKind,
  declineCode: string,
  adviceCode: CardDecline['adviceCode'],
  networkDeclineCode: string | null,
  rest: Partial<CardDecline> = {},
): Row => ({
  kind,
  code: 'card_declined',
  declineCode,
  adviceCode,
  networkDeclineCode,
  networkAdviceCode: adviceCode === 'do_not_try_again' ? '03' : null,
  message: DECLINED,
  ...rest,
});

/**
 * docs.stripe.com/declines/codes; advice codes as docs.stripe.com/declines/card has them. What the
 * networks say beside it (05, 51, ...) is ISO 8583's, not verified against Stripe's sandbox.
 */
export const DECLINES = {
  generic_decline: declined('soft', 'generic_decline', 'try_again_later', '05'),
  insufficient_funds: declined('later', 'insufficient_funds', 'try_again_later', '51', {
    message: 'Your card has insufficient funds.',
  }),
  lost_card: declined('hard', 'lost_card', 'do_not_try_again', '41'),
  stolen_card: declined('hard', 'stolen_card', 'do_not_try_again', '43'),
  fraudulent: declined('hard', 'fraudulent', 'do_not_try_again', null, {
    networkAdviceCode: null,
    isBlocked: true,
  }),
  expired_card: declined('fix-data', 'expired_card', 'confirm_card_data', '54', {
    code: 'expired_card',
    message: 'Your card has expired.',
    param: 'exp_month',
  }),
  incorrect_cvc: declined('fix-data', 'incorrect_cvc', 'confirm_card_data', 'N7', {
    code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    param: 'cvc',
  }),
  processing_error: declined('soft', 'processing_error', 'try_again_later', '96', {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  }),
  card_velocity_exceeded: declined('later', 'card_velocity_exceeded', 'try_again_later', '65', {
    message:
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  }),
  /** A payment without the customer, whose issuer wants to see the customer. */
  authentication_required: declined('soft', 'authentication_required', null, '1A', {
    code: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  }),
  /** The same, where the merchant asked with `error_on_requires_action` not to be kept waiting. */
  authentication_not_handled: declined('soft', 'authentication_not_handled', null, null, {
    code: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  }),
} as const satisfies Record<string, Row>;

export type DeclineCode = keyof typeof DECLINES;

/** What a fault's decline is called here. */
export const CODE_OF_REASON: Readonly<Record<DeclineReason, DeclineCode>> = {
  generic: 'generic_decline',
  'insufficient-funds': 'insufficient_funds',
  'lost-card': 'lost_card',
  'stolen-card': 'stolen_card',
  fraudulent: 'fraudulent',
  'expired-card': 'expired_card',
  'incorrect-cvc': 'incorrect_cvc',
  'processing-error': 'processing_error',
  'velocity-exceeded': 'card_velocity_exceeded',
};
