import { findTestCard } from '../../harness/core/test-cards.ts';

/** What a dialect can tell about the payment that a request is about; left out what it can't. */
export interface PaymentFacts {
  readonly amountMinor?: number;
  /** ISO 4217, upper case. */
  readonly currency?: string;
  /** Compared with the ranges of a fault, and never written anywhere. */
  readonly cardNumber?: string;
  /** Network of the card, lower case; left out: that of the test card. */
  readonly brand?: string;
  /** `card`, `wallet`, `ideal`, ... as the provider calls it, lower case. */
  readonly method?: string;
  /** The buyer's bank, as the provider names it. */
  readonly bank?: string;
  /** The buyer's country, ISO 3166 alpha-2, upper case. */
  readonly region?: string;
}

/** As faults match it: `card` is compared by its first digits. */
export type MatchableFacts = Readonly<Partial<Record<FactName, string | number>>>;

export const FACT_NAMES = [
  'order',
  'object',
  'key',
  'path',
  'method',
  'amountMinor',
  'currency',
  'card',
  'brand',
  'bank',
  'region',
] as const;
export type FactName = (typeof FACT_NAMES)[number];

export function matchableFacts(facts: PaymentFacts): MatchableFacts {
  const { amountMinor, currency, cardNumber, method, bank, region } = facts;
  const brand =
    facts.brand ?? (cardNumber === undefined ? undefined : findTestCard(cardNumber)?.brand);
  return {
    ...(amountMinor === undefined ? {} : { amountMinor }),
    ...(currency === undefined ? {} : { currency }),
    ...(cardNumber === undefined ? {} : { card: cardNumber }),
    ...(brand === undefined ? {} : { brand }),
    ...(method === undefined ? {} : { method }),
    ...(bank === undefined ? {} : { bank }),
    ...(region === undefined ? {} : { region }),
  };
}
