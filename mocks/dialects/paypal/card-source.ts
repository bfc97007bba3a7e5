import { findTestCard, type TestCard } from '../../../harness/core/test-cards.ts';
import type { ApiErrors } from './api-errors.ts';
import type { PaymentSource, ReturnUrls } from './books.ts';
import { answerOfCard } from './declines.ts';
import type { PaymentSourceBody } from './requests.ts';
import { expectedResult, viewOfAuthentication } from './three-d-secure.ts';

// Reads `payment_source`. Only test card numbers are let in, and no number is ever given back.

const CARD = '/payment_source/card';

/** @returns null when the body names no source */
export function readPaymentSource(
  body: PaymentSourceBody | undefined,
  nowMs: number,
  errors: ApiErrors,
): PaymentSource | null {
  if (body === undefined) return null;
  const methods = Object.keys(body).filter((name) => body[name] !== undefined);
  if (methods.length === 0) throw errors.refusal('NO_PAYMENT_SOURCE_PROVIDED');
  if (methods.length > 1) throw errors.refusal('ONLY_ONE_PAYMENT_SOURCE_ALLOWED');
  if (body.paypal !== undefined) return { kind: 'wallet' };
  if (body.card === undefined) {
    throw errors.refusal('PAYMENT_SOURCE_CANNOT_BE_USED', {
      field: `/payment_source/${methods.join()}`,
      location: 'body',
      description: 'This gateway takes cards and PayPal accounts.',
    });
  }
  const { number, expiry, name = null } = body.card;
  if (body.card.vault_id !== undefined || body.card.single_use_token !== undefined) {
    throw errors.refusal('TOKEN_ID_NOT_FOUND', { field: CARD, location: 'body' });
  }
  if (number === undefined) throw errors.refusal('CARD_NUMBER_REQUIRED');
  if (expiry === undefined) throw errors.refusal('CARD_EXPIRY_REQUIRED');
  if (endOfMonth(expiry) <= nowMs) {
    throw errors.refusal('CARD_EXPIRED', { field: `${CARD}/expiry`, location: 'body' });
  }
  if (answerOfCard({ number, name }, {}) === undefined) {
    throw errors.refusal('INVALID_PARAMETER_VALUE', {
      field: `${CARD}/number`,
      location: 'body',
      description: 'This gateway takes test card numbers only.',
    });
  }
  const expected = expectedResult(number, body.card);
  return { kind: 'card', number, name, expiry, expected, authentication: null };
}

/** Those of the source win over the order's own, which PayPal has deprecated. */
export function readReturnUrls(
  source: PaymentSourceBody | undefined,
  given: ReturnUrls,
): ReturnUrls {
  const context = source?.card?.experience_context ?? source?.paypal?.experience_context;
  return {
    returnUrl: context?.return_url ?? given.returnUrl,
    cancelUrl: context?.cancel_url ?? given.cancelUrl,
  };
}

function endOfMonth(expiry: string): number {
  const [year = 0, month = 0] = expiry.split('-').map(Number);
  return Date.UTC(year, month);
}

const BRANDS: Readonly<Record<TestCard['brand'], string>> = {
  visa: 'VISA',
  mastercard: 'MASTERCARD',
  amex: 'AMEX',
  discover: 'DISCOVER',
  jcb: 'JCB',
  unionpay: 'CHINA_UNION_PAY',
};

/** What a response tells of the source. */
export function viewOfSource(source: PaymentSource): object {
  if (source.kind === 'wallet') return { paypal: {} };
  return {
    card: {
      ...(source.name === null ? {} : { name: source.name }),
      last_digits: source.number.slice(-4),
      brand: brandOf(source.number),
      type: 'CREDIT',
      expiry: source.expiry,
      ...(source.authentication === null
        ? {}
        : { authentication_result: viewOfAuthentication(source.authentication) }),
    },
  };
}

function brandOf(number: string): string {
  const known = findTestCard(number);
  if (known !== undefined) return BRANDS[known.brand];
  if (number.startsWith('3')) return BRANDS.amex;
  return /^[25]/.test(number) ? BRANDS.mastercard : BRANDS.visa;
}
