import { TEST_CARDS, findTestCard } from '../../../harness/core/test-cards.ts';

// The card numbers that this gateway takes: those that all our gateways know, and those that Adyen
// documents for its test platform. No other number is accepted, so no real card can be.
// https://docs.adyen.com/development-resources/testing/test-card-numbers

export type Brand =
  | 'visa'
  | 'mc'
  | 'amex'
  | 'discover'
  | 'jcb'
  | 'cup'
  | 'diners'
  | 'maestro'
  | 'bcmc'
  | 'cartebancaire';

/** What 3-D Secure asks of the shopper with this card. */
export type Authentication =
  /** Not enrolled: only when the merchant insists. */
  | 'none'
  /** 3-D Secure 2: a fingerprint of the device, then a challenge. */
  | 'challenge'
  /** 3-D Secure by leaving the shop: there is no other way with this card. */
  | 'redirect';

export interface AcceptedCard {
  readonly brand: Brand;
  readonly authentication: Authentication;
  /** The number that the issuer is asked about; Adyen's own numbers are all good ones. */
  readonly askAs: string;
}

const ADYEN_CARDS: Readonly<Record<string, readonly [Brand, Authentication]>> = {
  '4111111111111111': ['visa', 'none'],
  '4111111145551142': ['visa', 'none'],
  '4988438843884305': ['visa', 'none'],
  '4166676667666746': ['visa', 'none'],
  '4646464646464644': ['visa', 'none'],
  '4000620000000007': ['visa', 'none'],
  '2222400070000005': ['mc', 'none'],
  '5100290029002909': ['mc', 'none'],
  '5500000000000004': ['mc', 'none'],
  '5555341244441115': ['mc', 'none'],
  '5555444433331111': ['mc', 'none'],
  '5577000055770004': ['mc', 'none'],
  '370000000000002': ['amex', 'none'],
  '6011601160116611': ['discover', 'none'],
  '3569990010095841': ['jcb', 'none'],
  '36006666333344': ['diners', 'none'],
  '30569309025904': ['diners', 'challenge'],
  '6243030000000001': ['cup', 'none'],
  '6771830000000000006': ['maestro', 'none'],
  '6703444444444449': ['bcmc', 'none'],
  '4035501000000008': ['cartebancaire', 'none'],
  '4360000001000005': ['cartebancaire', 'challenge'],
  '4917610000000000': ['visa', 'challenge'],
  '5454545454545454': ['mc', 'challenge'],
  '2222400010000008': ['mc', 'challenge'],
  '3566111111111113': ['jcb', 'challenge'],
  '6250947000000014': ['cup', 'challenge'],
  '4871049999999910': ['bcmc', 'challenge'],
  '4035501428146300': ['cartebancaire', 'challenge'],
  '4212345678901237': ['visa', 'redirect'],
  '5212345678901234': ['mc', 'redirect'],
};

/** Adyen's names of the brands that all our gateways know. */
const BRANDS = {
  visa: 'visa',
  mastercard: 'mc',
  amex: 'amex',
  discover: 'discover',
  jcb: 'jcb',
  unionpay: 'cup',
} as const;

export const ADYEN_CARD_NUMBERS: readonly string[] = Object.keys(ADYEN_CARDS);

/** @returns undefined for a number that is no test number */
export function findCard(number: string): AcceptedCard | undefined {
  const own = Object.hasOwn(ADYEN_CARDS, number) ? ADYEN_CARDS[number] : undefined;
  if (own !== undefined) {
    const [brand, authentication] = own;
    return { brand, authentication, askAs: TEST_CARDS.visa.number };
  }
  const shared = findTestCard(number);
  return shared === undefined
    ? undefined
    : { brand: BRANDS[shared.brand], authentication: 'none', askAs: number };
}
