import type { MoneyFigures } from '../../core/record.ts';
import { netMinor, type Hold } from '../history/hold.ts';
import type { OrderHistory } from '../history/order-history.ts';
import type { RunContext } from '../history/run-context.ts';
import { isChargeClaimed } from '../invariants/not-charged/unclaimed-charge.ts';
import { lastTold } from '../history/claims.ts';

type Sums = { -readonly [Key in keyof MoneyFigures]: MoneyFigures[Key] };

/** Adds up what gateways took and gave back, by currency. */
export class MoneySums {
  readonly #byCurrency = new Map<string, Sums>();

  add(history: OrderHistory, run: RunContext): void {
    if (history.holds.length === 0) return;
    let isCharged = false;
    for (const hold of history.holds) {
      const sums = this.#sumsOf(hold.currency);
      sums.capturedMinor += hold.capturedMinor;
      sums.refundedMinor += hold.refundedMinor;
      if (netMinor(hold) > 0) isCharged = true;
    }
    if (isCharged) this.#addHarm(history, run);
  }

  figures(): Readonly<Record<string, MoneyFigures>> {
    const sorted = [...this.#byCurrency].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted);
  }

  #addHarm(history: OrderHistory, run: RunContext): void {
    const last = lastTold(history);
    // Who is told to wait has lost nothing yet; a broken promise is the invariant's matter.
    // Before a run has come to rest nobody can tell: the answer may have been on its way.
    const isLost =
      run.isSettled && last?.claim.status !== 'pending' && !isChargeClaimed(history, run);
    for (const { currency } of firstOfEachCurrency(history.holds)) {
      let net = 0;
      for (const hold of history.holds) if (hold.currency === currency) net += netMinor(hold);
      const sums = this.#sumsOf(currency);
      sums.doubleChargedMinor += Math.max(0, net - owedIn(history, currency));
      if (isLost) sums.lostMinor += Math.max(0, net);
    }
  }

  #sumsOf(currency: string): Sums {
    let sums = this.#byCurrency.get(currency);
    if (sums === undefined) {
      sums = { capturedMinor: 0, refundedMinor: 0, doubleChargedMinor: 0, lostMinor: 0 };
      this.#byCurrency.set(currency, sums);
    }
    return sums;
  }
}

function firstOfEachCurrency(holds: readonly Hold[]): readonly Hold[] {
  if (holds.length === 1) return holds;
  return holds.filter(
    ({ currency }, index) => holds.findIndex((hold) => hold.currency === currency) === index,
  );
}

function owedIn({ owed, holds }: OrderHistory, currency: string): number {
  if (owed === null) return holds[0]?.authorisedMinor ?? 0;
  return owed.currency === currency ? owed.amountMinor : 0;
}
