import { Refusal } from '../../kernel/refusal.ts';
import type { FormTree } from '../../kernel/request.ts';
import { errorAnswer, noSuch } from './api-errors.ts';
import { cardByNumber, cardOfTestId, hasCheckDigit, VISA, type StripeCard } from './cards.ts';
import { readText, requireText } from './parameters.ts';
import type { StripeState } from './state.ts';

export interface CardDetails {
  readonly card: StripeCard;
  readonly expiryMonth: number;
  readonly expiryYear: number;
}

export const DEFAULT_EXPIRY = { expiryMonth: 12, expiryYear: 2034 } as const;

/** A card by its number or by an old token of one. */
export function readCard(state: StripeState, form: FormTree): CardDetails {
  const token = readText(form, 'token');
  if (token !== null) return { card: readToken(state, token, 'card[token]'), ...DEFAULT_EXPIRY };
  const card = checkNumber(requireText(form, 'number').replaceAll(/[ -]/g, ''));
  const expiry = readExpiry(state, form);
  const cvc = readText(form, 'cvc');
  const digits = card.brand === 'amex' ? /^\d{3,4}$/ : /^\d{3}$/;
  if (cvc !== null && !digits.test(cvc)) {
    throw cardError('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  }
  return { card, ...expiry };
}

export function readToken(state: StripeState, token: string, param: string): StripeCard {
  const card = cardOfTestId(token, 'tok_');
  if (card !== undefined) return card;
  if (state.gateway.behaviour.isLenient) return VISA;
  throw noSuch('token', token, param, 'parameter');
}

/** Only numbers that are nobody's account get in. */
function checkNumber(number: string): StripeCard {
  if (!/^\d{12,19}$/.test(number)) {
    throw cardError(
      'invalid_number',
      'The card number is not a valid credit card number.',
      'number',
    );
  }
  if (!hasCheckDigit(number)) {
    throw cardError('incorrect_number', 'Your card number is incorrect.', 'number');
  }
  const card = cardByNumber(number);
  if (card !== undefined) return card;
  throw cardError(
    'card_declined',
    'Your card was declined. Your request was in test mode, but used a non test (live) card. For ' +
      'a list of valid test cards, visit: https://stripe.com/docs/testing.',
    'number',
    'test_mode_live_card',
  );
}

export function readExpiry(
  state: StripeState,
  form: FormTree,
): Pick<CardDetails, 'expiryMonth' | 'expiryYear'> {
  const month = Number(requireText(form, 'exp_month'));
  const shortYear = Number(requireText(form, 'exp_year'));
  const year = shortYear < 100 ? 2000 + shortYear : shortYear;
  if (!Number.isInteger(month) || month < 1 || month > 12) {
    throw cardError(
      'invalid_expiry_month',
      "Your card's expiration month is invalid.",
      'exp_month',
    );
  }
  const today = new Date(state.gateway.clock.now());
  // Examples in the reference grow old; a lenient gateway takes their cards all the same.
  const isPast =
    year < today.getUTCFullYear() ||
    (year === today.getUTCFullYear() && month < today.getUTCMonth() + 1);
  const isRefused = isPast && !state.gateway.behaviour.isLenient;
  if (!Number.isInteger(year) || isRefused || year > today.getUTCFullYear() + 50) {
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  }
  return { expiryMonth: month, expiryYear: year };
}

function cardError(code: string, message: string, param: string, declineCode?: string): Refusal {
  const decline = declineCode === undefined ? {} : { decline_code: declineCode };
  return new Refusal(errorAnswer(402, { type: 'card_error', code, ...decline, message, param }), {
    isExecuted: true,
  });
}
