// Domestic WeChat Pay takes one currency, and amounts are integers of its minor unit, the fen.
// Bills print them in yuan.

/** What is supported, with ISO exponent and the smallest step on the wire, in minor units. */
export const CURRENCIES = {
  CNY: { exponent: 2, stepMinor: 1 },
} as const;

export type WeChatCurrency = keyof typeof CURRENCIES;

export const isWeChatCurrency = (code: string): code is WeChatCurrency =>
  Object.hasOwn(CURRENCIES, code);

/** The wire's own limit: a signed 32-bit integer. */
export const LARGEST_FEN = 2_147_483_647;

/** `1234` is `12.34`, `-5` is `-0.05`. */
export function yuan(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new RangeError(`${fen} is no integer of fen`);
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** What WeChat Pay keeps of a payment: 0.6 %, as new merchants pay. */
export const FEE_RATE = '0.60%';
const FEE_PER_THOUSAND = 6;

/** Rounded to the nearest fen. */
export const feeOf = (fen: number): number => Math.floor((fen * FEE_PER_THOUSAND + 500) / 1000);

/**
 * What a refund gives back of it, in proportion, rounded down: refunds in many parts never give
 * back more than was taken.
 */
export const returnedFeeOf = (fen: number): number => Math.floor((fen * FEE_PER_THOUSAND) / 1000);
