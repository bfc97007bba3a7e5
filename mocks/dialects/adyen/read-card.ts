import type { ApiErrors } from './api-errors.ts';
import { findCard, type AcceptedCard } from './cards.ts';
import type { PaymentMethodBody } from './requests.ts';

// A card as it comes in `paymentMethod`: raw, or encrypted by Adyen's client-side library. For the
// latter Adyen's test platform takes the prefix `test_` instead of real encryption.
// https://docs.adyen.com/development-resources/testing/test-card-numbers

export interface CardDetails {
  readonly number: string;
  readonly card: AcceptedCard;
  /** `03/2030` */
  readonly expiry: string;
  readonly isExpired: boolean;
  readonly holderName: string | null;
}

const CARD_TYPES: ReadonlySet<string> = new Set(['scheme', 'card', 'networkToken', 'bcmc']);

/** @param currency for the words of an error */
export function readCard(
  body: PaymentMethodBody | undefined,
  nowMs: number,
  currency: string,
  errors: ApiErrors,
): CardDetails {
  if (body === undefined) throw errors.refusal('payment-method-missing');
  const type = body.type ?? 'scheme';
  if (!CARD_TYPES.has(type)) {
    throw errors.refusal(
      'no-acquirer',
      `Could not find an acquirer account for the provided txvariant (${type}), ` +
        `currency (${currency}), and action (AUTH).`,
    );
  }
  if (body.storedPaymentMethodId !== undefined) throw errors.refusal('contract-not-found');
  const number = decrypt(body.encryptedCardNumber) ?? body.number ?? '';
  const card = findCard(number);
  if (card === undefined) throw errors.refusal('invalid-card-number');
  const cvc = decrypt(body.encryptedSecurityCode) ?? body.cvc;
  // It may be left out: whether it must be there is a setting of the account.
  if (cvc !== undefined && !isCvc(cvc, card)) throw errors.refusal('invalid-cvc');
  const expiry = readExpiry(body, errors);
  return {
    number,
    card,
    expiry: `${String(expiry.month).padStart(2, '0')}/${expiry.year}`,
    isExpired: Date.UTC(expiry.year, expiry.month) <= nowMs,
    holderName: body.holderName ?? null,
  };
}

/** Undefined when the field is not there; text that nobody can decrypt is no card number. */
function decrypt(field: string | undefined): string | undefined {
  if (field === undefined) return undefined;
  return field.startsWith('test_') ? field.slice('test_'.length) : '';
}

const isCvc = (cvc: string, { brand }: AcceptedCard): boolean =>
  (brand === 'amex' ? /^\d{4}$/ : /^\d{3}$/).test(cvc);

function readExpiry(
  body: PaymentMethodBody,
  errors: ApiErrors,
): { readonly month: number; readonly year: number } {
  const month = decrypt(body.encryptedExpiryMonth) ?? body.expiryMonth ?? '';
  const year = decrypt(body.encryptedExpiryYear) ?? body.expiryYear ?? '';
  if (!/^(0?[1-9]|1[0-2])$/.test(month) || !/^20\d\d$/.test(year)) {
    throw errors.refusal('invalid-expiry');
  }
  return { month: Number(month), year: Number(year) };
}
