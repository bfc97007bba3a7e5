import { assertNever } from '../../../core/assert-never.ts';
import type { Claim } from '../../../core/claim.ts';
import type { LedgerEntry } from '../../../core/events.ts';
import { formatMoney } from '../../../core/money.ts';

/** What all ledgers together hold and have taken for one order. */
export interface Balance {
  readonly heldMinor: number;
  readonly takenMinor: number;
  readonly currency: string;
}

export const EMPTY_BALANCE: Balance = { heldMinor: 0, takenMinor: 0, currency: '' };

export function addEntry(balance: Balance, entry: LedgerEntry): Balance {
  const { heldMinor, takenMinor } = balance;
  const { amountMinor, currency } = entry;
  switch (entry.movement) {
    case 'authorise':
      return { heldMinor: heldMinor + amountMinor, takenMinor, currency };
    case 'capture':
      return {
        heldMinor: heldMinor - amountMinor,
        takenMinor: takenMinor + amountMinor,
        currency,
      };
    case 'void':
    case 'expire':
      return { heldMinor: heldMinor - amountMinor, takenMinor, currency };
    case 'refund':
      return { heldMinor, takenMinor: takenMinor - amountMinor, currency };
    default:
      return assertNever(entry.movement);
  }
}

export function describeBalance({ heldMinor, takenMinor, currency }: Balance): string {
  if (currency === '') return 'nothing';
  const parts = [
    ...(takenMinor === 0 ? [] : [`taken ${formatMoney(takenMinor, currency)}`]),
    ...(heldMinor === 0 ? [] : [`held ${formatMoney(heldMinor, currency)}`]),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

/** A claim in as few words as a column has room for. */
export function describeTold(claim: Claim): string {
  switch (claim.status) {
    case 'paid':
    case 'authorised':
    case 'refunded':
      return `${claim.status} ${formatMoney(claim.amountMinor, claim.currency)}`;
    case 'pending':
      return 'pending';
    case 'not-charged':
      return `not charged (${claim.reason})`;
    default:
      return assertNever(claim);
  }
}
