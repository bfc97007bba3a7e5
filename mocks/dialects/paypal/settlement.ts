import type { SettlementLine, SettlementPeriod, SettlementRules } from '../../kernel/settlement.ts';
import { merchantReference, mustFind, unitOf, type Books } from './books.ts';
import { captureFeeMinorOf } from './fees.ts';
import { isPayPalCurrency, wireStep } from './money.ts';

// PayPal's settlement report (STL), version 9: one file, one section, one account. Amounts are
// unsigned and without a decimal point, beside a column that says CR or DR; text is quoted, numbers
// and times are not.
// https://developer.paypal.com/docs/reports/sftp-reports/settlement-report/

const COLUMNS = [
  'Transaction ID',
  'Invoice ID',
  'PayPal Reference ID',
  'PayPal Reference ID Type',
  'Transaction Event Code',
  'Transaction Initiation Date',
  'Transaction Completion Date',
  'Transaction Debit or Credit',
  'Gross Transaction Amount',
  'Gross Transaction Currency',
  'Fee Debit or Credit',
  'Fee Amount',
  'Fee Currency',
  'Custom Field',
  'Consumer ID',
  'Payment Tracking ID',
  'Store ID',
  'Bank Reference ID',
  'Credit Transactional Fee',
  'Credit Promotional Fee',
  'Credit Term',
] as const;

/** PayPal's event codes: a payment through its checkout, and the refund of one. */
const EVENT_CODES = { capture: 'T0006', refund: 'T1107' } as const;
const VERSION = '009';

export function createSettlementRules(books: Books, accountId: string): SettlementRules {
  return {
    feeMinorOf: (movement, grossMinor, currency) =>
      movement === 'capture' && isPayPalCurrency(currency)
        ? captureFeeMinorOf(grossMinor, currency)
        : 0,
    render: (lines, period) => ({
      name: `STL-${timeOf(lastMs(period)).slice(0, 10).replaceAll('/', '')}.01.${VERSION}.CSV`,
      contentType: 'text/csv; charset=utf-8',
      body: [
        ['"RH"', timeOf(period.toMs), '"A"', quoted(accountId), VERSION],
        ['"FH"', '01'],
        ['"SH"', timeOf(period.fromMs), timeOf(lastMs(period)), quoted(accountId), '""'],
        ['"CH"', ...COLUMNS.map(quoted)],
        ...lines.map((line) => ['"SB"', ...bodyOf(line, books)]),
        ...totalsOf(lines, '"SF"'),
        ['"SC"', String(lines.length)],
        ...totalsOf(lines, '"RF"'),
        ['"RC"', String(lines.length)],
        ['"FF"', String(lines.length)],
      ]
        .map((cells) => `${cells.join(',')}\n`)
        .join(''),
    }),
  };
}

/** The end of a period is not part of it. */
const lastMs = ({ toMs }: SettlementPeriod): number => toMs - 1;

/** Consumer, tracking, store and bank ids, then PayPal's credit offers. */
const NOTHING_MORE = ['""', '""', '""', '""', '', '', ''] as const;

interface Traced {
  readonly id: string;
  readonly invoiceId: string;
  readonly customId: string;
  readonly reference: string;
  /** `ODR` for an order, `TXN` for another transaction. */
  readonly referenceType: 'ODR' | 'TXN';
}

function bodyOf(line: SettlementLine, books: Books): readonly string[] {
  const { currency, grossMinor, feeMinor } = line;
  const traced = trace(line, books);
  const moved = timeOf(line.movedMs);
  return [
    quoted(traced.id),
    quoted(traced.invoiceId),
    quoted(traced.reference),
    quoted(traced.referenceType),
    quoted(EVENT_CODES[line.movement]),
    moved,
    moved,
    grossMinor < 0 ? '"DR"' : '"CR"',
    unitsOf(grossMinor, currency),
    quoted(currency),
    ...(feeMinor === 0
      ? ['""', '', '""']
      : [feeMinor < 0 ? '"CR"' : '"DR"', unitsOf(feeMinor, currency), quoted(currency)]),
    quoted(traced.customId),
    ...NOTHING_MORE,
  ];
}

/** The capture or refund that a line of the ledger stands for. */
function trace({ entry, order }: SettlementLine, books: Books): Traced {
  const id = mustFind(books.transactionOfEntry, entry);
  const refund = books.refunds.get(id);
  const capture = mustFind(books.captures, refund?.captureId ?? id);
  const { body } = unitOf(books, capture);
  // PayPal's file has no reference_id. Accounts that name the wrong order show in the custom field.
  const isMistaken = order !== merchantReference(mustFind(books.orders, capture.orderId));
  const customId = isMistaken ? (order ?? '') : (refund?.customId ?? body.custom_id ?? '');
  if (refund !== undefined) {
    return {
      id,
      invoiceId: refund.invoiceId ?? capture.invoiceId ?? body.invoice_id ?? '',
      customId,
      reference: capture.id,
      referenceType: 'TXN',
    };
  }
  const isOfAuthorisation = books.authorisations.has(capture.authorisationId);
  return {
    id,
    invoiceId: capture.invoiceId ?? body.invoice_id ?? '',
    customId,
    reference: isOfAuthorisation ? capture.authorisationId : capture.orderId,
    referenceType: isOfAuthorisation ? 'TXN' : 'ODR',
  };
}

const NO_BALANCES = ['"CR"', '0', '"CR"', '0'] as const;

/**
 * One row for each currency: gross credits and debits, fee credits and debits, balances at the
 * beginning and at the end, the number of rows. An account starts a report with nothing, as if all
 * before had been withdrawn.
 */
function totalsOf(
  lines: readonly SettlementLine[],
  rowType: '"SF"' | '"RF"',
): readonly (readonly string[])[] {
  return [...new Set(lines.map(({ currency }) => currency))].map((currency) => {
    const own = lines.filter((line) => line.currency === currency);
    const sum = (amountOf: (line: SettlementLine) => number): number =>
      own.reduce((total, line) => total + amountOf(line), 0);
    const units = (amountMinor: number): string => unitsOf(amountMinor, currency);
    const netMinor = sum((line) => line.netMinor);
    const balances = ['"CR"', '0', netMinor < 0 ? '"DR"' : '"CR"', units(netMinor)];
    return [
      rowType,
      quoted(currency),
      units(sum(({ grossMinor }) => Math.max(grossMinor, 0))),
      units(sum(({ grossMinor }) => Math.min(grossMinor, 0))),
      units(sum(({ feeMinor }) => Math.min(feeMinor, 0))),
      units(sum(({ feeMinor }) => Math.max(feeMinor, 0))),
      // Available, payable, and a third pair that PayPal's files have and nothing here fills.
      ...balances,
      ...balances,
      ...NO_BALANCES,
      String(own.length),
    ];
  });
}

/** Without sign and decimal point: 10.00 USD and 1000 JPY are both 1000. */
function unitsOf(amountMinor: number, currency: string): string {
  const step = isPayPalCurrency(currency) ? wireStep(currency) : 1;
  // A fault may have left an amount that the wire has no digit for.
  return String(Math.round(Math.abs(amountMinor) / step));
}

/** Whoever asks for all there is may name an end that no calendar has. */
const LAST_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

function timeOf(epochMs: number): string {
  const time = new Date(Math.min(epochMs, LAST_TIME_MS)).toISOString().slice(0, 19);
  return `${time.replaceAll('-', '/').replace('T', ' ')} +0000`;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
