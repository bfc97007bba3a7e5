// What Stripe charges in and how it writes amounts (docs.stripe.com/currencies): the smallest unit
// as an integer, with exceptions.

export interface WireCurrency {
  /** Amounts must be multiples of this. */
  readonly step: number;
  /** Divides a wire amount into ISO minor units. */
  readonly wirePerMinor: number;
  /** Decimals of an ISO minor unit. */
  readonly decimals: 0 | 2 | 3;
  readonly minimum: number;
  readonly maximum: number;
}

const TWO_DECIMALS =
  'aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad ' +
  'cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl ' +
  'htg huf idr ils inr jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur ' +
  'mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd ' +
  'scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah usd uyu uzs wst xcd yer ' +
  'zar zmw';
const ZERO_DECIMALS = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf';
/** The last digit must be 0. */
const THREE_DECIMALS = 'bhd jod kwd omr tnd';
/** Without decimals, but written with two that must be 00, as they once had them. */
const WRITTEN_WITH_TWO = 'isk ugx';

/** Smallest charges by currency; elsewhere it depends on the account and is not enforced here. */
const MINIMUMS: Readonly<Record<string, number>> = {
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
  usd: 50,
};

/** Eight digits; rupiah get twelve. */
const MAXIMUM = 99_999_999;
const MAXIMUMS: Readonly<Record<string, number>> = { idr: 999_999_999_999 };

const row = (
  code: string,
  decimals: WireCurrency['decimals'],
  step = 1,
  wirePerMinor = 1,
): [string, WireCurrency] => [
  code,
  {
    step,
    wirePerMinor,
    decimals,
    minimum: MINIMUMS[code] ?? step,
    maximum: MAXIMUMS[code] ?? MAXIMUM,
  },
];

export const CURRENCIES: ReadonlyMap<string, WireCurrency> = new Map([
  ...TWO_DECIMALS.split(' ').map((code) => row(code, 2)),
  ...ZERO_DECIMALS.split(' ').map((code) => row(code, 0)),
  ...THREE_DECIMALS.split(' ').map((code) => row(code, 3, 10)),
  ...WRITTEN_WITH_TWO.split(' ').map((code) => row(code, 0, 100, 100)),
]);

/** ISO minor units of a checked wire amount. */
export function minorOf(wireAmount: number, currency: string): number {
  return wireAmount / (CURRENCIES.get(currency)?.wirePerMinor ?? 1);
}

/** What a wire amount of these minor units is. */
export function wireOf(amountMinor: number, currency: string): number {
  return amountMinor * (CURRENCIES.get(currency)?.wirePerMinor ?? 1);
}
