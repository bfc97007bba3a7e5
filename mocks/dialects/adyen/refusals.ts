import type { DeclineKind } from '../../../harness/core/outcome.ts';
import type { DeclineReason } from '../../../harness/core/test-cards.ts';

// Adyen's refusal reasons by their codes. The same code, or the name beside it as the card's
// holder, asks the test acquirer for that answer.
// https://docs.adyen.com/development-resources/refusal-reasons
// https://docs.adyen.com/development-resources/testing/result-codes

export type RefusedResult = 'Refused' | 'Error' | 'Cancelled';

export interface RefusalRow {
  /** What the response and the webhook give as the reason. */
  readonly reason: string;
  /** As `holderName` it asks for this answer. */
  readonly trigger: string;
  readonly resultCode: RefusedResult;
  readonly decline: DeclineKind;
}

const row = (
  trigger: string,
  reason: string,
  decline: DeclineKind,
  resultCode: RefusedResult = 'Refused',
): RefusalRow => ({ trigger, reason, decline, resultCode });

export const REFUSALS = {
  0: row('UNKNOWN', 'Unknown', 'soft', 'Error'),
  2: row('DECLINED', 'Refused', 'soft'),
  3: row('REFERRAL', 'Referral', 'soft'),
  4: row('ERROR', 'Acquirer Error', 'soft', 'Error'),
  5: row('BLOCK_CARD', 'Blocked Card', 'hard'),
  6: row('CARD_EXPIRED', 'Expired Card', 'fix-data'),
  7: row('INVALID_AMOUNT', 'Invalid Amount', 'fix-data'),
  8: row('INVALID_CARD', 'Invalid Card Number', 'fix-data'),
  9: row('ISSUER_UNAVAILABLE', 'Issuer Unavailable', 'later'),
  10: row('NOT_SUPPORTED', 'Not supported', 'soft'),
  11: row('NOT_3D_AUTHENTICATED', '3D Not Authenticated', 'fix-data'),
  12: row('NOT_ENOUGH_BALANCE', 'Not enough balance', 'later'),
  14: row('ACQUIRER_FRAUD', 'Acquirer Fraud', 'hard'),
  15: row('CANCELLED', 'Cancelled', 'soft'),
  16: row('SHOPPER_CANCELLED', 'Shopper Cancelled', 'soft'),
  17: row('INVALID_PIN', 'Invalid Pin', 'fix-data'),
  18: row('PIN_TRIES_EXCEEDED', 'Pin tries exceeded', 'later'),
  19: row('PIN_VALIDATION_NOT_POSSIBLE', 'Pin validation not possible', 'soft'),
  20: row('FRAUD', 'FRAUD', 'hard'),
  21: row('NOT_SUBMITTED', 'Not Submitted', 'soft'),
  22: row('FRAUD_CANCELLED', 'FRAUD-CANCELLED', 'hard', 'Cancelled'),
  23: row('TRANSACTION_NOT_PERMITTED', 'Transaction Not Permitted', 'soft'),
  24: row('CVC_DECLINED', 'CVC Declined', 'fix-data'),
  25: row('RESTRICTED_CARD', 'Restricted Card', 'hard'),
  26: row('REVOCATION_OF_AUTH', 'Revocation Of Auth', 'hard'),
  27: row('DECLINED_NON_GENERIC', 'Declined Non Generic', 'soft'),
  28: row('WITHDRAWAL_AMOUNT_EXCEEDED', 'Withdrawal amount exceeded', 'later'),
  29: row('WITHDRAWAL_COUNT_EXCEEDED', 'Withdrawal count exceeded', 'later'),
  31: row('ISSUER_SUSPECTED_FRAUD', 'Issuer Suspected Fraud', 'hard'),
  32: row('AVS_DECLINED', 'AVS Declined', 'fix-data'),
  33: row('PIN_REQUIRED', 'Card requires online pin', 'fix-data'),
  34: row('NO_CHECKING_ACCOUNT', 'No checking account available on Card', 'soft'),
  35: row('NO_SAVINGS_ACCOUNT', 'No savings account available on Card', 'soft'),
  36: row('MOBILE_PIN_REQUIRED', 'Mobile pin required', 'fix-data'),
  37: row('CONTACTLESS_FALLBACK', 'Contactless fallback', 'fix-data'),
  38: row('AUTHENTICATION_REQUIRED', 'Authentication required', 'fix-data'),
  39: row('RREQ_NOT_RECEIVED', 'RReq not received from DS', 'soft'),
  40: row('BAN_CURRENT_AID', 'Current AID is in Penalty Box.', 'soft'),
  41: row('CVM_REQUIRED', 'CVM Required Restart Payment', 'fix-data'),
  42: row('THREED_SECURE_ERROR', '3DS Authentication Error', 'fix-data'),
  43: row('ONLINE_PIN_REQUIRED', 'Online PIN required', 'fix-data'),
  44: row('TRY_ANOTHER_INTERFACE', 'Try another interface', 'soft'),
  45: row('CHIP_DOWNGRADE_MODE', 'Chip downgrade mode', 'soft'),
  46: row('ERPS_BLOCK', 'Transaction blocked by Adyen to prevent excessive retry fees', 'hard'),
} as const satisfies Readonly<Record<number, RefusalRow>>;

export type RefusalCode = keyof typeof REFUSALS;

/** Code 38 is only for a payment that was not authenticated. */
export const AUTHENTICATION_REQUIRED: RefusalCode = 38;
export const NOT_AUTHENTICATED: RefusalCode = 11;
export const AUTHENTICATION_ERROR: RefusalCode = 42;
export const EXPIRED: RefusalCode = 6;

const CODES: readonly RefusalCode[] = Object.keys(REFUSALS)
  .map(Number)
  .filter((code): code is RefusalCode => Object.hasOwn(REFUSALS, code));

/** What the test acquirer was asked to answer; `approve` also for what only terminals tell apart. */
export type AskedAnswer =
  | { readonly kind: 'approve' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'refuse'; readonly code: RefusalCode };

const OTHER_TRIGGERS: readonly (readonly [code: number, name: string, answer: AskedAnswer])[] = [
  [1, 'APPROVED', { kind: 'approve' }],
  [13, 'PENDING', { kind: 'pending' }],
  // Of the whole amount: a part is approved only where the merchant asked for partial authorisation.
  [30, 'PARTIALLY_APPROVED', { kind: 'approve' }],
];

const BY_TRIGGER: ReadonlyMap<string, AskedAnswer> = new Map([
  ...CODES.flatMap((code): (readonly [string, AskedAnswer])[] => [
    [String(code), { kind: 'refuse', code }],
    [REFUSALS[code].trigger, { kind: 'refuse', code }],
  ]),
  ...OTHER_TRIGGERS.flatMap(([code, name, answer]): (readonly [string, AskedAnswer])[] => [
    [String(code), answer],
    [name, answer],
  ]),
]);

/**
 * @param trigger `holderName`, or `additionalData.RequestedTestAcquirerResponseCode`
 * @returns undefined when it asks for nothing
 */
export const askedBy = (trigger: string): AskedAnswer | undefined => BY_TRIGGER.get(trigger);

/** Adyen's code for what an issuer can say. */
export const CODE_OF_REASON: Readonly<Record<DeclineReason, RefusalCode>> = {
  generic: 2,
  'insufficient-funds': 12,
  'lost-card': 5,
  'stolen-card': 5,
  fraudulent: 31,
  'expired-card': 6,
  'incorrect-cvc': 24,
  'processing-error': 4,
  'velocity-exceeded': 29,
};
