import type { Currency } from './money.ts';
import type { TestCardName } from './test-cards.ts';

export type JourneyName =
  | 'pay'
  | 'pay-then-capture'
  | 'pay-then-refund'
  | 'poll-accepted'
  | 'impatient-same-key'
  | 'impatient-new-key';

export const JOURNEYS: readonly JourneyName[] = [
  'pay',
  'pay-then-capture',
  'pay-then-refund',
  'poll-accepted',
  'impatient-same-key',
  'impatient-new-key',
];

/** What one customer wants to buy: made by the harness from the seed, given to k6 as data. */
export interface Order {
  readonly orderId: string;
  readonly journey: JourneyName;
  readonly amountMinor: number;
  readonly currency: Currency;
  /** BCP 47, for messages to the customer. */
  readonly locale: string;
  readonly customer: { readonly name: string; readonly email: string };
  readonly card: TestCardName;
  /** The caller's idempotency keys, one a tab. Equal where the journey uses the same key. */
  readonly keys: readonly [string, string];
  /** How long the impatient customer waits, in milliseconds. */
  readonly patienceMs: number;
}
