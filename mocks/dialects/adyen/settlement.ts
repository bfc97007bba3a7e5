import type { SettlementLine, SettlementPeriod, SettlementRules } from '../../kernel/settlement.ts';
import { COMPANY_ACCOUNT, HOUR_MS } from './accounts.ts';
import type { Books } from './books.ts';
import { asDecimal } from './currencies.ts';

// Adyen's settlement detail report with Interchange++ pricing: what the scheme and the issuer take,
// and Adyen's markup, each in a column of its own. The amounts of a currency end with the payout, so
// that the report sums to zero.
// https://docs.adyen.com/reporting/settlement-detail-report

const COLUMNS = [
  'Company Account',
  'Merchant Account',
  'Psp Reference',
  'Merchant Reference',
  'Payment Method',
  'Creation Date',
  'TimeZone',
  'Type',
  'Modification Reference',
  'Gross Currency',
  'Gross Debit (GC)',
  'Gross Credit (GC)',
  'Exchange Rate',
  'Net Currency',
  'Net Debit (NC)',
  'Net Credit (NC)',
  'Commission (NC)',
  'Markup (NC)',
  'Scheme Fees (NC)',
  'Interchange (NC)',
  'Payment Method Variant',
  'Modification Merchant Reference',
  'Batch Number',
  'Reserved4',
  'Reserved5',
  'Reserved6',
  'Reserved7',
  'Reserved8',
  'Reserved9',
  'Reserved10',
] as const;

type Column = (typeof COLUMNS)[number];
type Row = Readonly<Partial<Record<Column, string>>>;

/** In ten-thousandths of the gross amount. */
const RATES = { markup: 60, schemeFees: 10, interchange: 20 } as const;

interface Fees {
  readonly markupMinor: number;
  readonly schemeFeesMinor: number;
  readonly interchangeMinor: number;
}

/** Nothing is taken for a refund, and nothing of the capture's fees is given back. */
export function feesOf(movement: SettlementLine['movement'], grossMinor: number): Fees {
  const share = (rate: number): number =>
    movement === 'refund' ? 0 : Math.round((Math.abs(grossMinor) * rate) / 10_000);
  return {
    markupMinor: share(RATES.markup),
    schemeFeesMinor: share(RATES.schemeFees),
    interchangeMinor: share(RATES.interchange),
  };
}

export function createSettlementRules(
  books: Pick<Books, 'payments' | 'modifications' | 'modificationOfEntry'>,
): SettlementRules {
  return {
    feeMinorOf: (movement, grossMinor) => {
      const fees = feesOf(movement, grossMinor);
      return fees.markupMinor + fees.schemeFeesMinor + fees.interchangeMinor;
    },
    render: (lines, period) => {
      const batch = String(Math.floor(period.fromMs / (24 * HOUR_MS)));
      const rows = [
        ...lines.map((line) => rowOf(line, books)),
        ...payoutsOf(lines, books, period),
      ].map((row) => ({ ...row, 'Batch Number': batch }));
      const table = [COLUMNS, ...rows.map((row) => COLUMNS.map((name) => row[name] ?? ''))];
      return {
        name: `settlement_detail_report_batch_${batch}.csv`,
        contentType: 'text/csv; charset=utf-8',
        body: table.map((cells) => `${cells.map(quoteIfNeeded).join(',')}\n`).join(''),
      };
    },
  };
}

function rowOf(
  line: SettlementLine,
  books: Pick<Books, 'payments' | 'modifications' | 'modificationOfEntry'>,
): Row {
  const { currency, grossMinor, netMinor, movement, movedMs } = line;
  const payment = books.payments.get(line.object);
  const modification = books.modificationOfEntry.get(line.entry) ?? line.object;
  const fees = feesOf(movement, grossMinor);
  const decimal = (amountMinor: number): string => asDecimal(amountMinor, currency);
  return {
    'Company Account': COMPANY_ACCOUNT,
    'Merchant Account': payment?.merchantAccount ?? '',
    'Psp Reference': line.object,
    'Merchant Reference': line.order ?? '',
    'Payment Method': payment?.card.brand ?? '',
    'Creation Date': timeOf(movedMs),
    TimeZone: 'UTC',
    Type: movement === 'capture' ? 'Settled' : 'Refunded',
    'Modification Reference': modification,
    'Gross Currency': currency,
    ...(grossMinor < 0
      ? { 'Gross Debit (GC)': decimal(-grossMinor) }
      : { 'Gross Credit (GC)': decimal(grossMinor) }),
    'Exchange Rate': '1',
    'Net Currency': currency,
    ...(netMinor < 0
      ? { 'Net Debit (NC)': decimal(-netMinor) }
      : { 'Net Credit (NC)': decimal(netMinor) }),
    'Markup (NC)': decimal(fees.markupMinor),
    'Scheme Fees (NC)': decimal(fees.schemeFeesMinor),
    'Interchange (NC)': decimal(fees.interchangeMinor),
    'Payment Method Variant': payment?.card.brand ?? '',
    'Modification Merchant Reference': books.modifications.get(modification)?.reference ?? '',
  };
}

/** One payout for each merchant account and currency; a negative one is owed by the merchant. */
function payoutsOf(
  lines: readonly SettlementLine[],
  books: Pick<Books, 'payments'>,
  { toMs }: SettlementPeriod,
): readonly Row[] {
  const totals = new Map<string, { account: string; currency: string; netMinor: number }>();
  for (const { object, currency, netMinor } of lines) {
    const account = books.payments.get(object)?.merchantAccount ?? '';
    const key = `${account}|${currency}`;
    const total = totals.get(key)?.netMinor ?? 0;
    totals.set(key, { account, currency, netMinor: total + netMinor });
  }
  return Array.from(totals.values(), ({ account, currency, netMinor }) => ({
    'Company Account': COMPANY_ACCOUNT,
    'Merchant Account': account,
    'Creation Date': timeOf(toMs),
    TimeZone: 'UTC',
    Type: 'MerchantPayout',
    'Modification Reference': `payout ${currency}`,
    'Net Currency': currency,
    ...(netMinor < 0
      ? { 'Net Credit (NC)': asDecimal(-netMinor, currency) }
      : { 'Net Debit (NC)': asDecimal(netMinor, currency) }),
  }));
}

const timeOf = (epochMs: number): string =>
  new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ');

const quoteIfNeeded = (cell: string): string =>
  /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
