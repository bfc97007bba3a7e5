import type { LedgerEntry } from '../../../harness/core/events.ts';
import { announceCharge } from './announce.ts';
import { minorOf, wireOf } from './currencies.ts';
import type { EventCause } from './event-log.ts';
import { feeMinorOf } from './fees.ts';
import type { BalanceTransaction, Charge, Refund } from './objects.ts';
import type { StripeState } from './state.ts';

// Every movement of money, once: in the ledger, on the charge and in the merchant's balance.

const DAY_SECONDS = 24 * 60 * 60;
/** Card payments are paid out two days after they were captured. */
const PAYOUT_DELAY_SECONDS = 2 * DAY_SECONDS;

export function hold(
  state: StripeState,
  charge: Charge,
  amount: number,
  cause: EventCause | null,
): void {
  record(state, charge, 'authorise', amount, cause);
  charge.amountCapturable += amount;
  if (charge.captureBefore !== null) state.addHold(charge.id, charge.captureBefore);
}

/** What is captured last, or at once, is no hold any more. */
export function capture(
  state: StripeState,
  charge: Charge,
  amount: number,
  cause: EventCause | null,
): LedgerEntry {
  const entry = record(state, charge, 'capture', amount, cause);
  charge.amountCapturable -= amount;
  charge.amountCaptured += amount;
  charge.captures += 1;
  charge.isCaptured = true;
  if (charge.amountCapturable === 0) state.holds.delete(charge.id);
  return entry;
}

/** Gives back what is still held. */
export function release(
  state: StripeState,
  charge: Charge,
  movement: 'void' | 'expire',
  cause: EventCause | null,
): void {
  if (charge.amountCapturable > 0) {
    record(state, charge, movement, charge.amountCapturable, cause);
  }
  charge.amountCapturable = 0;
  state.holds.delete(charge.id);
  // A hold that was never used shows as refunded in whole.
  if (!charge.isCaptured) charge.amountRefunded = charge.amount;
}

/** What was captured arrives in the balance, less Stripe's fee. */
export function credit(state: StripeState, charge: Charge, entry: LedgerEntry): void {
  const { amountMinor, currency, t } = entry;
  const created = Math.floor(t / 1000);
  const transaction: BalanceTransaction = {
    id: state.gateway.ids.next('txn_3', 23),
    entry: entry.entry,
    type: 'charge',
    created,
    availableOn: created + PAYOUT_DELAY_SECONDS,
    currency: charge.currency,
    amount: wireOf(amountMinor, charge.currency),
    fee: wireOf(feeMinorOf('capture', amountMinor, currency), charge.currency),
    source: charge.id,
    charge: charge.id,
    intent: charge.intent,
    order: entry.order,
    description: charge.description,
  };
  state.balanceTransactions.set(transaction.id, transaction);
  charge.balanceTransaction = transaction.id;
}

/** With an asynchronous capture nobody sees the transaction before it is told by an event. */
export function creditLater(
  state: StripeState,
  charge: Charge,
  entry: LedgerEntry,
  cause: EventCause | null,
): void {
  credit(state, charge, entry);
  announceCharge(state, 'charge.updated', charge, cause, { balance_transaction: null });
}

/** @returns the id of the balance transaction */
export function giveBack(
  state: StripeState,
  charge: Charge,
  refund: Pick<Refund, 'id' | 'amount'>,
  cause: EventCause | null,
): string {
  const entry = record(state, charge, 'refund', refund.amount, cause);
  charge.amountRefunded += refund.amount;
  const created = Math.floor(entry.t / 1000);
  const transaction: BalanceTransaction = {
    id: state.gateway.ids.next('txn_3', 23),
    entry: entry.entry,
    type: 'refund',
    created,
    availableOn: created,
    currency: charge.currency,
    amount: -refund.amount,
    fee: 0,
    source: refund.id,
    charge: charge.id,
    intent: charge.intent,
    order: entry.order,
    description: `REFUND FOR CHARGE${charge.description === null ? '' : ` (${charge.description})`}`,
  };
  state.balanceTransactions.set(transaction.id, transaction);
  return transaction.id;
}

function record(
  state: StripeState,
  charge: Charge,
  movement: LedgerEntry['movement'],
  wireAmount: number,
  cause: EventCause | null,
): LedgerEntry {
  return state.gateway.ledger.record({
    movement,
    order: state.orderOfCharge(charge.id),
    object: charge.intent ?? charge.id,
    authorisation: charge.id,
    amountMinor: minorOf(wireAmount, charge.currency),
    currency: charge.currency.toUpperCase(),
    exchange: cause?.exchange ?? null,
  });
}
