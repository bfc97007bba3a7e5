import type { OrderHistory } from '../history/order-history.ts';

/**
 * Amount times duration of what was captured above the amount owed, in minor units and seconds,
 * until it was given back or the run ended. Gateways are processes of one machine, so that their
 * clocks may be compared for a figure.
 */
export function excessMinorSeconds(history: OrderHistory, endMs: number): number {
  const owedMinor = history.owed?.amountMinor ?? Infinity;
  if (history.holds.length === 0) return 0;
  const captured = history.holds.reduce((sum, hold) => sum + hold.capturedMinor, 0);
  if (captured <= owedMinor) return 0;
  const moves = history.ledger
    .filter(({ movement }) => movement === 'capture' || movement === 'refund')
    .toSorted((a, b) => a.t - b.t);
  let net = 0;
  let total = 0;
  for (const [index, { t, movement, amountMinor }] of moves.entries()) {
    net += movement === 'capture' ? amountMinor : -amountMinor;
    const untilT = moves[index + 1]?.t ?? Math.max(endMs, t);
    total += (Math.max(0, net - owedMinor) * (untilT - t)) / 1000;
  }
  return total;
}
