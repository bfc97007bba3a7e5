import type { AttemptStarted, LedgerEntry } from '../../../core/events.ts';
import { formatMoney } from '../../../core/money.ts';
import { findEntry, type Hold } from '../../history/hold.ts';
import type { OrderHistory } from '../../history/order-history.ts';
import type { Proof } from './proof.ts';

export interface Disproof {
  readonly entry: LedgerEntry;
  readonly text: string;
}

/** What the earlier provider's ledger says against the proof; null when it bears it out. */
export function findDisproof(
  history: OrderHistory,
  earlier: AttemptStarted,
  proof: Proof,
): Disproof | null {
  // Whoever asks that provider once more, after the proof, may be given money by it again.
  const isAskedAgain = history.attempts.some(
    ({ provider, operation, seq }) =>
      provider === earlier.provider && operation === 'confirm' && seq > proof.event.seq,
  );
  if (isAskedAgain) return null;
  for (const hold of history.holds) {
    if (hold.gateway !== `gateway:${earlier.provider}`) continue;
    const entry = findEntry(hold, 'authorise');
    if (entry === undefined || !isMadeBy(history, entry, earlier)) continue;
    const capture = findEntry(hold, 'capture');
    if (capture !== undefined) return { entry: capture, text: describe(hold, capture, 'took') };
    if (proof.kind === 'never') return { entry, text: describe(hold, entry, 'held') };
  }
  return null;
}

const describe = (hold: Hold, entry: LedgerEntry, verb: string): string =>
  `it ${verb} ${formatMoney(entry.amountMinor, entry.currency)} on ${hold.object} all the same`;

/** Whether a request under the attempt's key made the entry. */
function isMadeBy(history: OrderHistory, entry: LedgerEntry, attempt: AttemptStarted): boolean {
  return history.exchanges.some(
    ({ exchange, source, key }) =>
      exchange === entry.exchange && source === entry.source && key === attempt.key,
  );
}
