import type { DeclineCode } from './declines.ts';

// docs.stripe.com/testing and docs.stripe.com/payments/3d-secure/authentication-flow: test numbers,
// the PaymentMethods (`pm_card_...`) that stand for them, and what the issuer makes of each.

export type Brand = 'amex' | 'diners' | 'discover' | 'jcb' | 'mastercard' | 'unionpay' | 'visa';

/**
 * When the issuer wants the customer to authenticate. `required`: always. `unless-set-up`: not for
 * payments without the customer once the card was set up for them. `set-up`: as if that had been
 * done. `optional`: only when the merchant asks for it.
 */
export type ThreeDSecure =
  'not-enrolled' | 'not-supported' | 'optional' | 'required' | 'set-up' | 'unless-set-up';

export interface StripeCard {
  readonly number: string;
  readonly brand: Brand;
  readonly country: string;
  readonly funding: 'credit' | 'debit' | 'prepaid';
  readonly outcome: 'approve' | DeclineCode;
  readonly threeDSecure: ThreeDSecure;
  /** `fail` in the card's checks, though the payment goes through. */
  readonly cvcCheck: 'pass' | 'fail';
  readonly risk: 'normal' | 'elevated';
  /** A card that declines can't be saved either, but for the one made to show just that. */
  readonly canAttach: boolean;
}

const card = (number: string, brand: Brand, rest: Partial<StripeCard> = {}): StripeCard => ({
  number,
  brand,
  country: 'US',
  funding: 'credit',
  outcome: 'approve',
  threeDSecure: 'not-enrolled',
  cvcCheck: 'pass',
  risk: 'normal',
  canAttach: (rest.outcome ?? 'approve') === 'approve' || rest.threeDSecure !== undefined,
  ...rest,
});
const declines = (number: string, outcome: DeclineCode): StripeCard =>
  card(number, 'visa', { outcome });
const secure = (
  number: string,
  threeDSecure: ThreeDSecure,
  outcome: StripeCard['outcome'] = 'approve',
): StripeCard => card(number, 'visa', { threeDSecure, outcome });
const debit = { funding: 'debit' } as const;

export const VISA = card('4242424242424242', 'visa');

/** By the name after `pm_card_`, and after `tok_`. */
const NAMED: Readonly<Record<string, StripeCard>> = {
  visa: VISA,
  visa_debit: card('4000056655665556', 'visa', debit),
  mastercard: card('5555555555554444', 'mastercard'),
  mastercard_debit: card('5200828282828210', 'mastercard', debit),
  mastercard_prepaid: card('5105105105105100', 'mastercard', { funding: 'prepaid' }),
  amex: card('378282246310005', 'amex', { threeDSecure: 'not-supported' }),
  discover: card('6011111111111117', 'discover'),
  diners: card('3056930009020004', 'diners'),
  jcb: card('3566002020360505', 'jcb', { country: 'JP' }),
  unionpay: card('6200000000000005', 'unionpay', { country: 'CN' }),

  chargeDeclined: declines('4000000000000002', 'generic_decline'),
  chargeDeclinedInsufficientFunds: declines('4000000000009995', 'insufficient_funds'),
  visa_chargeDeclinedLostCard: declines('4000000000009987', 'lost_card'),
  visa_chargeDeclinedStolenCard: declines('4000000000009979', 'stolen_card'),
  chargeDeclinedExpiredCard: declines('4000000000000069', 'expired_card'),
  chargeDeclinedIncorrectCvc: declines('4000000000000127', 'incorrect_cvc'),
  chargeDeclinedProcessingError: declines('4000000000000119', 'processing_error'),
  visa_chargeDeclinedVelocityLimitExceeded: declines('4000000000006975', 'card_velocity_exceeded'),
  radarBlock: declines('4100000000000019', 'fraudulent'),
  riskLevelHighest: declines('4000000000004954', 'fraudulent'),
  riskLevelElevated: card('4000000000009235', 'visa', { risk: 'elevated' }),
  cvcCheckFail: card('4000000000000101', 'visa', { cvcCheck: 'fail' }),
  /** Can be saved, but never charged. */
  chargeCustomerFail: card('4000000000000341', 'visa', {
    outcome: 'generic_decline',
    canAttach: true,
  }),

  threeDSecure2Required: secure('4000000000003220', 'required'),
  threeDSecureRequired: secure('4000000000003063', 'required'),
  threeDSecureRequiredChargeDeclined: secure('4000008400001629', 'required', 'generic_decline'),
  threeDSecureRequiredProcessingError: secure('4000008400001280', 'required', 'processing_error'),
  threeDSecureOptional: secure('4000000000003055', 'optional'),
  authenticationRequired: secure('4000002760003184', 'required'),
  authenticationRequiredOnSetup: secure('4000002500003155', 'unless-set-up'),
  authenticationRequiredSetupForOffSession: secure('4000003800000446', 'set-up'),
  authenticationRequiredChargeDeclinedInsufficientFunds: secure(
    '4000008260003178',
    'unless-set-up',
    'insufficient_funds',
  ),
};

/** Other names of the same cards. */
const ALIASES: Readonly<Record<string, string>> = {
  visa_chargeDeclined: 'chargeDeclined',
  visa_chargeDeclinedInsufficientFunds: 'chargeDeclinedInsufficientFunds',
  chargeDeclinedLostCard: 'visa_chargeDeclinedLostCard',
  chargeDeclinedStolenCard: 'visa_chargeDeclinedStolenCard',
  chargeDeclinedFraudulent: 'radarBlock',
  chargeDeclinedVelocityLimitExceeded: 'visa_chargeDeclinedVelocityLimitExceeded',
  amex_threeDSecureNotSupported: 'amex',
  bypassPending: 'visa',
  us: 'visa',
};

/** Visa cards by issuing country: `pm_card_de`, `tok_de`. */
const COUNTRIES: Readonly<Record<string, string>> = {
  ae: '4000007840000001',
  ar: '4000000320000021',
  at: '4000000400000008',
  au: '4000000360000006',
  be: '4000000560000004',
  bg: '4000001000000000',
  br: '4000000760000002',
  ca: '4000001240000000',
  ch: '4000007560000009',
  cl: '4000001520000001',
  cn: '4000001560000002',
  co: '4000001700000003',
  cy: '4000001960000008',
  cz: '4000002030000002',
  de: '4000002760000016',
  dk: '4000002080000001',
  ee: '4000002330000009',
  es: '4000007240000007',
  fi: '4000002460000001',
  fr: '4000002500000003',
  gb: '4000008260000000',
  gr: '4000003000000030',
  hk: '4000003440000004',
  hu: '4000003480000005',
  ie: '4000003720000005',
  in: '4000003560000008',
  it: '4000003800000008',
  jp: '4000003920000003',
  lt: '4000004400000000',
  lu: '4000004420000006',
  lv: '4000004280000005',
  mt: '4000004700000007',
  mx: '4000004840008001',
  my: '4000004580000002',
  nl: '4000005280000002',
  no: '4000005780000007',
  nz: '4000005540000008',
  pe: '4000006040000068',
  pl: '4000006160000005',
  pt: '4000006200000007',
  ro: '4000006420000001',
  se: '4000007520000008',
  sg: '4000007020000003',
  si: '4000007050000006',
  sk: '4000007030000001',
  uy: '4000008580000003',
};

/** Documented numbers that no PaymentMethod stands for. */
const NUMBERS: readonly StripeCard[] = [
  card('2223003122003222', 'mastercard'),
  card('371449635398431', 'amex', { threeDSecure: 'not-supported' }),
  card('6011000990139424', 'discover'),
  card('6011981111111113', 'discover', debit),
  card('36227206271667', 'diners'),
  card('30569309025904', 'diners'),
  card('38520000023237', 'diners'),
  card('6200000000000047', 'unionpay', { ...debit, country: 'CN' }),
  card('6205500000000000004', 'unionpay', { country: 'CN' }),
  secure('4000582600000094', 'required'),
  secure('4000582600000045', 'required'),
  secure('4000582600000102', 'required'),
  secure('4000582600000110', 'required'),
];

const BY_NAME: ReadonlyMap<string, StripeCard> = new Map([
  ...Object.entries(NAMED),
  ...Object.entries(COUNTRIES).map(([country, number]): [string, StripeCard] => [
    country,
    card(number, 'visa', { country: country.toUpperCase() }),
  ]),
  ...Object.entries(ALIASES).flatMap(([alias, name]): [string, StripeCard][] => {
    const named = NAMED[name];
    return named === undefined ? [] : [[alias, named]];
  }),
]);

const BY_NUMBER: ReadonlyMap<string, StripeCard> = new Map(
  [...BY_NAME.values(), ...NUMBERS].map((known) => [known.number, known]),
);

/** Every test PaymentMethod, for the docs and the tests. */
export const TEST_METHODS: readonly string[] = [...BY_NAME.keys()].map((name) => `pm_card_${name}`);

export const cardByNumber = (number: string): StripeCard | undefined => BY_NUMBER.get(number);

/** The card behind `pm_card_...`; `tok_...` are those that predate PaymentMethods. */
export function cardOfTestId(id: string, prefix: 'pm_card_' | 'tok_'): StripeCard | undefined {
  return id.startsWith(prefix) ? BY_NAME.get(id.slice(prefix.length)) : undefined;
}

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
