import type { SettlementLine, SettlementPeriod, SettlementRules } from '../../kernel/settlement.ts';
import { CURRENCIES } from './currencies.ts';
import { feeMinorOf } from './fees.ts';
import type { BalanceTransaction } from './objects.ts';
import type { StripeState } from './state.ts';

const COLUMNS = [
  'balance_transaction_id',
  'created_utc',
  'created',
  'available_on_utc',
  'available_on',
  'currency',
  'gross',
  'fee',
  'net',
  'reporting_category',
  'source_id',
  'description',
  'customer_facing_amount',
  'customer_facing_currency',
  'charge_id',
  'payment_intent_id',
  'charge_created_utc',
  'payment_method_type',
  'payment_metadata[order_id]',
] as const;

/**
 * The itemised "balance change from activity" report
 * (docs.stripe.com/reports/report-types/balance), of the columns those that a card payment fills:
 * amounts in major units, times in UTC.
 */
export function stripeSettlement(state: StripeState): SettlementRules {
  return {
    feeMinorOf,
    render: (lines, period) => {
      const byEntry = new Map<string, BalanceTransaction>();
      for (const transaction of state.balanceTransactions.values()) {
        byEntry.set(transaction.entry, transaction);
      }
      const rows = lines.map((line) => rowOf(state, line, byEntry.get(line.entry)));
      return {
        name: `balance_change_from_activity.itemized.3-${day(period)}.csv`,
        contentType: 'text/csv',
        body: [COLUMNS.join(','), ...rows.map((row) => row.map(quote).join(','))]
          .map((row) => `${row}\r\n`)
          .join(''),
      };
    },
  };
}

function rowOf(
  state: StripeState,
  line: SettlementLine,
  transaction: BalanceTransaction | undefined,
): readonly string[] {
  const currency = line.currency.toLowerCase();
  const major = (amountMinor: number): string => majorOf(amountMinor, currency);
  const created = timeOf(transaction?.created);
  const available = timeOf(transaction?.availableOn);
  const charge = state.charges.get(line.authorisation);
  return [
    transaction?.id ?? '',
    created,
    created,
    available,
    available,
    currency,
    major(line.grossMinor),
    major(line.feeMinor),
    major(line.netMinor),
    line.movement === 'capture' ? 'charge' : 'refund',
    transaction?.source ?? '',
    transaction?.description ?? '',
    major(line.grossMinor),
    currency,
    line.authorisation,
    charge?.intent ?? '',
    timeOf(charge?.created),
    'card',
    line.order ?? '',
  ];
}

/** `12.34` of 1234 cents, by digits: no floats. */
function majorOf(amountMinor: number, currency: string): string {
  const decimals = CURRENCIES.get(currency)?.decimals ?? 2;
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

const timeOf = (seconds: number | undefined): string =>
  seconds === undefined
    ? ''
    : new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');

const LAST_MS = 8.64e15;
const day = ({ fromMs }: SettlementPeriod): string =>
  new Date(Math.min(Math.max(fromMs, 0), LAST_MS)).toISOString().slice(0, 10);

const quote = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
