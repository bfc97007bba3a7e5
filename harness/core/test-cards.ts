import type { DeclineKind } from './outcome.ts';

// Test card numbers that Stripe documents (docs.stripe.com/testing); they are not real accounts.
// What the issuer answers is the same whichever provider asks; how a provider words it is its
// dialect's matter.

export interface TestCard {
  readonly number: string;
  readonly brand: 'visa' | 'mastercard' | 'amex' | 'discover' | 'jcb' | 'unionpay';
  readonly issuerAnswer: IssuerAnswer;
}

export type IssuerAnswer =
  | { readonly kind: 'approve' }
  | { readonly kind: 'decline'; readonly decline: DeclineKind; readonly reason: DeclineReason };

export type DeclineReason =
  | 'generic'
  | 'insufficient-funds'
  | 'lost-card'
  | 'stolen-card'
  | 'fraudulent'
  | 'expired-card'
  | 'incorrect-cvc'
  | 'processing-error'
  | 'velocity-exceeded';

const approve = { kind: 'approve' } as const;
const decline = (kind: DeclineKind, reason: DeclineReason): IssuerAnswer => ({
  kind: 'decline',
  decline: kind,
  reason,
});

export const TEST_CARDS = {
  visa: { number: '4242424242424242', brand: 'visa', issuerAnswer: approve },
  'visa-debit': { number: '4000056655665556', brand: 'visa', issuerAnswer: approve },
  mastercard: { number: '5555555555554444', brand: 'mastercard', issuerAnswer: approve },
  amex: { number: '378282246310005', brand: 'amex', issuerAnswer: approve },
  discover: { number: '6011111111111117', brand: 'discover', issuerAnswer: approve },
  jcb: { number: '3566002020360505', brand: 'jcb', issuerAnswer: approve },
  unionpay: { number: '6200000000000005', brand: 'unionpay', issuerAnswer: approve },
  'generic-decline': {
    number: '4000000000000002',
    brand: 'visa',
    issuerAnswer: decline('soft', 'generic'),
  },
  'insufficient-funds': {
    number: '4000000000009995',
    brand: 'visa',
    issuerAnswer: decline('later', 'insufficient-funds'),
  },
  'lost-card': {
    number: '4000000000009987',
    brand: 'visa',
    issuerAnswer: decline('hard', 'lost-card'),
  },
  'stolen-card': {
    number: '4000000000009979',
    brand: 'visa',
    issuerAnswer: decline('hard', 'stolen-card'),
  },
  fraudulent: {
    number: '4100000000000019',
    brand: 'visa',
    issuerAnswer: decline('hard', 'fraudulent'),
  },
  'expired-card': {
    number: '4000000000000069',
    brand: 'visa',
    issuerAnswer: decline('fix-data', 'expired-card'),
  },
  'incorrect-cvc': {
    number: '4000000000000127',
    brand: 'visa',
    issuerAnswer: decline('fix-data', 'incorrect-cvc'),
  },
  'processing-error': {
    number: '4000000000000119',
    brand: 'visa',
    issuerAnswer: decline('soft', 'processing-error'),
  },
  'velocity-exceeded': {
    number: '4000000000006975',
    brand: 'visa',
    issuerAnswer: decline('later', 'velocity-exceeded'),
  },
} as const satisfies Record<string, TestCard>;

export type TestCardName = keyof typeof TEST_CARDS;

export function findTestCard(number: string): TestCard | undefined {
  return BY_NUMBER.get(number);
}

const BY_NUMBER: ReadonlyMap<string, TestCard> = new Map(
  Object.values(TEST_CARDS).map((card) => [card.number, card]),
);
