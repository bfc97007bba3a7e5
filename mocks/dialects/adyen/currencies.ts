// Adyen takes and gives amounts as integers of its own minor units. Four currencies have other
// decimals there than in ISO 4217; inside, an amount is in ISO minor units, so that the ledgers of all
// gateways speak the same unit.
// https://docs.adyen.com/development-resources/currency-codes

interface CurrencyRow {
  /** On Adyen's wire. */
  readonly wireDecimals: number;
  readonly isoDecimals: number;
}

const TWO_DECIMALS = `
  AED ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CHF CNH CNY COP
  CRC CUP CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF ILS INR JMD
  KES KGS KHR KYD KZT LAK LBP LKR MAD MDL MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK
  NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STN SVC SZL THB
  TOP TRY TTD TWD TZS UAH USD UYU UZS VEF WST XCD YER ZAR ZMW`;
const NO_DECIMALS = 'DJF GNF JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const THREE_DECIMALS = 'BHD IQD JOD KWD LYD OMR TND';

/** Where Adyen differs from ISO 4217. */
const ADYENS_OWN: Readonly<Record<string, CurrencyRow>> = {
  CLP: { wireDecimals: 2, isoDecimals: 0 },
  CVE: { wireDecimals: 0, isoDecimals: 2 },
  IDR: { wireDecimals: 0, isoDecimals: 2 },
  ISK: { wireDecimals: 2, isoDecimals: 0 },
};

const asInIso = (codes: string, decimals: number): (readonly [string, CurrencyRow])[] =>
  codes
    .trim()
    .split(/\s+/)
    .map((code) => [code, { wireDecimals: decimals, isoDecimals: decimals }]);

const ROWS: ReadonlyMap<string, CurrencyRow> = new Map([
  ...asInIso(TWO_DECIMALS, 2),
  ...asInIso(NO_DECIMALS, 0),
  ...asInIso(THREE_DECIMALS, 3),
  ...Object.entries(ADYENS_OWN),
]);

/** Every currency that this gateway takes, with the decimals of its wire amounts. */
export const CURRENCIES: readonly { readonly code: string; readonly wireDecimals: number }[] =
  Array.from(ROWS, ([code, { wireDecimals }]) => ({ code, wireDecimals }));

export interface Amount {
  /** ISO 4217 minor units. */
  readonly amountMinor: number;
  readonly currency: string;
}

export interface WireAmount {
  readonly value: number;
  readonly currency: string;
}

export const isSupported = (currency: string): boolean => ROWS.has(currency);

const rowOf = (currency: string): CurrencyRow => {
  const row = ROWS.get(currency);
  if (row === undefined) throw new RangeError(`Adyen has no currency ${currency}`);
  return row;
};

/** Null when no whole number of ISO minor units, or one too large, stands for it. */
export function fromWire({ value, currency }: WireAmount): Amount | null {
  const { wireDecimals, isoDecimals } = rowOf(currency);
  const amountMinor =
    isoDecimals >= wireDecimals
      ? value * 10 ** (isoDecimals - wireDecimals)
      : value / 10 ** (wireDecimals - isoDecimals);
  return Number.isSafeInteger(amountMinor) ? { amountMinor, currency } : null;
}

export function toWire(amountMinor: number, currency: string): WireAmount {
  const { wireDecimals, isoDecimals } = rowOf(currency);
  const value =
    wireDecimals >= isoDecimals
      ? amountMinor * 10 ** (wireDecimals - isoDecimals)
      : amountMinor / 10 ** (isoDecimals - wireDecimals);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${amountMinor} minor units of ${currency} can't be written by Adyen`);
  }
  return { value, currency };
}

/** As reports write it: a decimal number, with as many decimals as ISO gives the currency. */
export function asDecimal(amountMinor: number, currency: string): string {
  const { isoDecimals } = rowOf(currency);
  const sign = amountMinor < 0 ? '-' : '';
  const digits = String(Math.abs(amountMinor)).padStart(isoDecimals + 1, '0');
  if (isoDecimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -isoDecimals)}.${digits.slice(-isoDecimals)}`;
}
