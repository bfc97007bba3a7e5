import type { LedgerEntry } from '../../harness/core/events.ts';

// A settlement file is the provider's own account of the money that it moved in a period: what it
// took, the fee that it kept, what it pays out. It is made from the ledger, so that a reader can
// prove one against the other.

/** Money that was captured or refunded, as the provider settles it. */
export interface SettlementLine {
  /** The ledger entry that it comes from. */
  readonly entry: string;
  readonly movement: 'capture' | 'refund';
  readonly order: string | null;
  readonly object: string;
  readonly authorisation: string;
  readonly currency: string;
  /** Positive for a capture, negative for a refund; minor units. */
  readonly grossMinor: number;
  /** What the provider keeps; negative where it gives a fee back. Minor units. */
  readonly feeMinor: number;
  /** Gross less fee; minor units. */
  readonly netMinor: number;
  /** When the money moved, epoch milliseconds. */
  readonly movedMs: number;
}

export interface SettlementPeriod {
  /** Epoch milliseconds; the first is part of the period, the second is not. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface SettlementFile {
  readonly name: string;
  readonly contentType: string;
  readonly body: string;
}

export interface SettlementRules {
  /**
   * The fee of one movement in minor units, never negative for a capture.
   *
   * @param grossMinor positive, for captures and refunds alike
   */
  feeMinorOf(movement: 'capture' | 'refund', grossMinor: number, currency: string): number;
  /** The file in the provider's style. */
  render(lines: readonly SettlementLine[], period: SettlementPeriod): SettlementFile;
}

/** The lines of a period, in the order of the ledger. */
export function settle(
  rules: SettlementRules,
  ledger: readonly LedgerEntry[],
  { fromMs, toMs }: SettlementPeriod,
): readonly SettlementLine[] {
  const lines: SettlementLine[] = [];
  for (const { movement, t, amountMinor, currency, ...rest } of ledger) {
    if (movement !== 'capture' && movement !== 'refund') continue;
    if (t < fromMs || t >= toMs) continue;
    const { entry, order, object, authorisation } = rest;
    const grossMinor = movement === 'capture' ? amountMinor : -amountMinor;
    const feeMinor = rules.feeMinorOf(movement, amountMinor, currency);
    lines.push({
      entry,
      movement,
      order,
      object,
      authorisation,
      currency,
      grossMinor,
      feeMinor,
      netMinor: grossMinor - feeMinor,
      movedMs: t,
    });
  }
  return lines;
}
