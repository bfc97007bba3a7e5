import { CURRENCIES } from './currencies.ts';

/** Per thousand. */
const SHARE = 29;
const FIXED_MINOR = 30;

/**
 * What Stripe keeps of a captured amount: 2.9 % and 30 of the minor unit where that is a hundredth
 * (the public price for cards in the United States; elsewhere only the share). Refunds cost nothing
 * and bring nothing back.
 *
 * @param grossMinor positive, ISO minor units
 * @param currency as on the wire or in capitals
 */
export function feeMinorOf(
  movement: 'capture' | 'refund',
  grossMinor: number,
  currency: string,
): number {
  if (movement === 'refund') return 0;
  const rules = CURRENCIES.get(currency.toLowerCase());
  const step = rules?.decimals === 3 ? 10 : 1;
  const share = Math.floor((grossMinor * SHARE) / (1000 * step) + 0.5) * step;
  return share + (rules?.decimals === 2 ? FIXED_MINOR : 0);
}
