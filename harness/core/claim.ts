import type { Currency } from './money.ts';

/**
 * What the customer was last told. Answers, polls and delivered notifications are claims.
 *
 * `pending` is legal only until its promised time; `not-charged` is final and must stay true.
 */
export type Claim =
  | {
      readonly status: 'paid' | 'authorised' | 'refunded';
      readonly amountMinor: number;
      readonly currency: Currency;
      readonly provider: string;
      readonly providerReference: string;
    }
  | { readonly status: 'pending'; readonly promisedWithinMs: number; readonly degraded: boolean }
  | {
      readonly status: 'not-charged';
      readonly reason: NotChargedReason;
      readonly degraded: boolean;
    };

export type ClaimStatus = Claim['status'];

/**
 * Why nothing was charged. `declined` is the issuer's no, `unavailable` ours, `cancelled` the
 * customer's or merchant's void, `invalid` a request that was refused.
 */
export type NotChargedReason = 'declined' | 'unavailable' | 'cancelled' | 'invalid';
