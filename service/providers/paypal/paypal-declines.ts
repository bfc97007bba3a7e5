import type { DeclineKind } from '../../../harness/core/outcome.ts';

// How PayPal says no: an `issue` of a 422, or a payment with status DECLINED or DENIED whose
// `processor_response` has the issuer's words (developer.paypal.com/docs/api/orders/v2, "processor
// response"), and perhaps the scheme's advice.

/** `action-required` is no decline: the customer authenticates and the same card may go through. */
export type PaypalDecline = DeclineKind | 'action-required';

export const PAYPAL_ISSUE_DECLINES: ReadonlyMap<string, PaypalDecline> = new Map<
  string,
  PaypalDecline
>([
  ['PAYER_ACTION_REQUIRED', 'action-required'],
  ['CARD_BRAND_NOT_SUPPORTED', 'soft'],
  ['CARD_TYPE_NOT_SUPPORTED', 'soft'],
  ['DECLINED_DUE_TO_RELATED_TXN', 'soft'],
  ['DOMESTIC_TRANSACTION_REQUIRED', 'soft'],
  ['INSTRUMENT_DECLINED', 'soft'],
  ['PAYEE_BLOCKED_TRANSACTION', 'soft'],
  ['PAYER_CANNOT_PAY', 'soft'],
  ['PAYMENT_DENIED', 'soft'],
  ['PAYMENT_SOURCE_CANNOT_BE_USED', 'soft'],
  ['PAYMENT_SOURCE_DECLINED_BY_PROCESSOR', 'soft'],
  ['REDIRECT_PAYER_FOR_ALTERNATE_FUNDING', 'soft'],
  ['TRANSACTION_BLOCKED_BY_PAYEE', 'soft'],
  ['TRANSACTION_RECEIVING_LIMIT_EXCEEDED', 'soft'],
  ['TRANSACTION_REFUSED', 'soft'],
  ['MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED', 'later'],
  ['TRANSACTION_LIMIT_EXCEEDED', 'later'],
  ['BILLING_ADDRESS_INVALID', 'fix-data'],
  ['CARD_EXPIRED', 'fix-data'],
  ['CARD_EXPIRY_REQUIRED', 'fix-data'],
  ['CARD_NUMBER_REQUIRED', 'fix-data'],
  ['INVALID_EXPIRY_DATE', 'fix-data'],
  ['INVALID_SECURITY_CODE_LENGTH', 'fix-data'],
  ['PAYMENT_SOURCE_INFO_CANNOT_BE_VERIFIED', 'fix-data'],
  ['REFERENCED_CARD_EXPIRED', 'fix-data'],
  ['COMPLIANCE_VIOLATION', 'hard'],
  ['PAYER_ACCOUNT_LOCKED_OR_CLOSED', 'hard'],
  ['PAYER_ACCOUNT_RESTRICTED', 'hard'],
]);

export const PAYPAL_RESPONSE_CODES: ReadonlyMap<string, PaypalDecline> = new Map<
  string,
  PaypalDecline
>([
  ['5650', 'action-required'], // DECLINED_SCA_REQUIRED
  ['0100', 'soft'], // REFERRAL
  ['0500', 'soft'], // DO_NOT_HONOR
  ['0960', 'soft'], // SYSTEM_MALFUNCTION
  ['10BR', 'soft'], // ISSUER_REJECTED
  ['1312', 'soft'], // INVALID_TRANSACTION_CARD_ISSUER_ACQUIRER
  ['1350', 'soft'], // INVALID_MERCHANT
  ['5100', 'soft'], // GENERIC_DECLINE
  ['5200', 'later'], // DUPLICATE_TRANSACTION
  ['5210', 'soft'], // INVALID_TRANSACTION
  ['5700', 'soft'], // TRANSACTION_NOT_PERMITTED
  ['5910', 'soft'], // ISSUER_NOT_AVAILABLE_NOT_RETRIABLE
  ['5920', 'soft'], // ISSUER_NOT_AVAILABLE_RETRIABLE
  ['8000', 'soft'], // PROCESSOR_SYSTEM_ERROR
  ['8100', 'soft'], // FATAL_COMMUNICATION_ERROR
  ['8110', 'soft'], // RETRIABLE_COMMUNICATION_ERROR
  ['8220', 'soft'], // SYSTEM_UNAVAILABLE
  ['9100', 'soft'], // DECLINED_PLEASE_RETRY
  ['5120', 'later'], // INSUFFICIENT_FUNDS
  ['5710', 'later'], // TX_ATTEMPTS_EXCEED_LIMIT
  ['00N7', 'fix-data'], // CVV2_FAILURE_POSSIBLE_RETRY_WITH_CVV
  ['1330', 'fix-data'], // INVALID_ACCOUNT
  ['1380', 'fix-data'], // INVALID_EXPIRATION
  ['1382', 'fix-data'], // INVALID_CARD_VERIFICATION_VALUE
  ['5110', 'fix-data'], // CVV2_FAILURE
  ['5170', 'fix-data'], // AVS_FAILURE
  ['5190', 'fix-data'], // SOFT_AVS
  ['5400', 'fix-data'], // EXPIRED_CARD
  ['5950', 'fix-data'], // DECLINED_DUE_TO_UPDATED_ACCOUNT
  ['PCVV', 'fix-data'], // CVV_FAILURE
  ['0390', 'hard'], // ACCOUNT_NOT_FOUND
  ['0580', 'hard'], // UNAUTHORIZED_TRANSACTION
  ['1352', 'hard'], // RESTRICTED_OR_INACTIVE_ACCOUNT
  ['5140', 'hard'], // CARD_CLOSED
  ['5150', 'hard'], // PICKUP_CARD_SPECIAL_CONDITIONS
  ['5160', 'hard'], // UNAUTHORIZED_USER
  ['5180', 'hard'], // INVALID_OR_RESTRICTED_CARD
  ['6300', 'hard'], // ACCOUNT_NOT_ON_FILE
  ['9500', 'hard'], // SUSPECTED_FRAUD
  ['9510', 'hard'], // SECURITY_VIOLATION
  ['9520', 'hard'], // LOST_OR_STOLEN
  ['9540', 'hard'], // REFUSED_CARD
  ['PP06', 'hard'], // ACCOUNT_CLOSED
  ['PPAB', 'hard'], // ACCOUNT_BLOCKED_BY_ISSUER
  ['PPRN', 'hard'], // REATTEMPT_NOT_PERMITTED
]);

/** Mastercard's advice, as PayPal passes it on: 01 new account data, 02 later, 03 and 21 never. */
export const PAYPAL_ADVICE: ReadonlyMap<string, DeclineKind> = new Map<string, DeclineKind>([
  ['01', 'fix-data'],
  ['02', 'later'],
  ['03', 'hard'],
  ['21', 'hard'],
]);

/** A decline with no word of why. */
const UNEXPLAINED: PaypalDecline = 'soft';

/** A word that no table knows is a no all the same; nobody is asked again at once. */
const UNLISTED: PaypalDecline = 'later';

/**
 * The kind of a payment that the processor declined. The strictest wins; "later" only decides where
 * the response code says nothing, because another provider may still approve.
 */
export function kindOfProcessorDecline(
  responseCode: string | null,
  adviceCode: string | null,
): PaypalDecline {
  const advised = adviceCode === null ? undefined : PAYPAL_ADVICE.get(adviceCode);
  const listed = responseCode === null ? UNEXPLAINED : PAYPAL_RESPONSE_CODES.get(responseCode);
  if (listed === 'hard' || advised === 'hard') return 'hard';
  if (advised === 'fix-data') return 'fix-data';
  return listed ?? advised ?? UNLISTED;
}
