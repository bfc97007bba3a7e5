import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../../../harness/core/test-cards.ts';
import { captureFeeMinorOf } from './fees.ts';
import { PAYPAL_CURRENCIES, wireStep } from './money.ts';
import { at, cardOf, orderBody, startRig, textAt, type Rig } from './rig.fixture.ts';

const ORDERS = '/v2/checkout/orders';
const CARD = { payment_source: { card: cardOf(TEST_CARDS.visa.number) } };

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

/** Cells may be quoted; lines end with a line feed. */
const parseCsv = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
        quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
      ),
    );

interface Report {
  readonly text: string;
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly Readonly<Record<string, string>>[];
}

function report(fromMs = 0, toMs = rig.clock.now() + 1): Report {
  const file = rig.gateway.settlement({ fromMs, toMs });
  expect(file).toMatchObject({ contentType: 'text/csv; charset=utf-8' });
  expect(file?.name).toMatch(/^STL-\d{8}\.01\.009\.CSV$/);
  const text = file?.body ?? '';
  const rows = parseCsv(text);
  const [, ...columns] = rows.find(([type]) => type === 'CH') ?? [];
  const lines = rows
    .filter(([type]) => type === 'SB')
    .map(([, ...cells]) => {
      expect(cells).toHaveLength(columns.length);
      return Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? '']));
    });
  return { text, rows, lines };
}

const rowsOf = ({ rows }: Report, type: string) => rows.filter(([first]) => first === type);

async function sale(value: string, currency: string): Promise<string> {
  const { body } = await rig.ask('POST', ORDERS, orderBody('CAPTURE', value, currency));
  const paid = await rig.ask('POST', `${ORDERS}/${textAt(body, 'id')}/capture`, CARD);
  return textAt(paid.body, 'purchase_units', 0, 'payments', 'captures', 0, 'id');
}

/** A hold that is captured twice, a refund of it, and sales in three currencies. */
async function trade() {
  const unit = {
    reference_id: 'order-1',
    custom_id: 'cart, "1"',
    invoice_id: 'inv-1',
    amount: { currency_code: 'USD', value: '100.00' },
  };
  const { body } = await rig.ask('POST', ORDERS, { intent: 'AUTHORIZE', purchase_units: [unit] });
  const held = await rig.ask('POST', `${ORDERS}/${textAt(body, 'id')}/authorize`, CARD);
  const payments = at(held.body, 'purchase_units', 0, 'payments');
  const authorization = textAt(payments, 'authorizations', 0, 'id');
  const amount = (value: string) => ({ amount: { currency_code: 'USD', value } });
  const path = `/v2/payments/authorizations/${authorization}/capture`;
  const part = await rig.ask('POST', path, { ...amount('60.00'), invoice_id: 'inv-1a' });
  await rig.ask('POST', path, {});
  const capture = textAt(part.body, 'id');
  const refunded = await rig.ask(
    'POST',
    `/v2/payments/captures/${capture}/refund`,
    amount('25.50'),
  );
  await sale('1500', 'HUF');
  await sale('1000', 'JPY');
  const lastSale = await sale('20.00', 'EUR');
  return { authorization, capture, refund: textAt(refunded.body, 'id'), lastSale };
}

/** The wire's smallest unit of a ledger amount. */
const units = (amountMinor: number, currency: string): string =>
  String(currency === 'HUF' ? amountMinor / 100 : amountMinor);

describe('the settlement report', () => {
  it('has a row for each capture and refund of the ledger, and none for holds', async () => {
    await trade();
    const moved = rig
      .ledger()
      .filter(({ movement }) => movement === 'capture' || movement === 'refund');
    const { lines } = report();
    expect(lines).toHaveLength(moved.length);
    for (const [index, { movement, amountMinor, currency }] of moved.entries()) {
      expect(lines[index]).toMatchObject({
        'Transaction Event Code': movement === 'capture' ? 'T0006' : 'T1107',
        'Transaction Debit or Credit': movement === 'capture' ? 'CR' : 'DR',
        'Gross Transaction Amount': units(amountMinor, currency),
        'Gross Transaction Currency': currency,
      });
    }
  });

  it('names transaction, invoice, custom id and what the transaction refers to', async () => {
    const { authorization, capture, refund, lastSale } = await trade();
    const { lines } = report();
    expect(lines[0]).toMatchObject({
      'Transaction ID': capture,
      'Invoice ID': 'inv-1a',
      'PayPal Reference ID': authorization,
      'PayPal Reference ID Type': 'TXN',
      'Custom Field': 'cart, "1"',
    });
    expect(lines[1]).toMatchObject({ 'Invoice ID': 'inv-1' });
    expect(lines[2]).toMatchObject({
      'Transaction ID': refund,
      'PayPal Reference ID': capture,
      'PayPal Reference ID Type': 'TXN',
    });
    expect(lines.at(-1)).toMatchObject({
      'Transaction ID': lastSale,
      'PayPal Reference ID Type': 'ODR',
    });
    expect(lines.at(-1)?.['Transaction Completion Date']).toMatch(
      /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \+0000$/,
    );
  });

  it('takes the fee that the API told of, and none for a refund', async () => {
    await trade();
    const { lines } = report();
    for (const line of lines.filter((it) => it['Transaction Event Code'] === 'T0006')) {
      const path = `/v2/payments/captures/${String(line['Transaction ID'])}`;
      const { body } = await rig.ask('GET', path);
      const breakdown = at(body, 'seller_receivable_breakdown');
      const cents = (name: string) => textAt(breakdown, name, 'value').replace('.', '');
      expect(Number(line['Fee Amount'])).toBe(Number(cents('paypal_fee')));
      expect(line['Fee Debit or Credit']).toBe('DR');
      expect(Number(cents('net_amount'))).toBe(
        Number(cents('gross_amount')) - Number(line['Fee Amount']),
      );
    }
    expect(lines[2]).toMatchObject({ 'Fee Debit or Credit': '', 'Fee Amount': '' });
    // 60.00 USD: 3.49 % and 0.49.
    expect(lines[0]).toMatchObject({ 'Fee Amount': '258', 'Fee Currency': 'USD' });
  });

  it('adds up in its footers, by currency', async () => {
    await trade();
    const all = report();
    for (const [, currency = '', ...totals] of [...rowsOf(all, 'SF'), ...rowsOf(all, 'RF')]) {
      const own = all.lines.filter((line) => line['Gross Transaction Currency'] === currency);
      const sum = (column: string, side: string, sideColumn: string): number =>
        own
          .filter((line) => line[sideColumn] === side)
          .reduce((total, line) => total + Number(line[column]), 0);
      const gross = (side: string) =>
        sum('Gross Transaction Amount', side, 'Transaction Debit or Credit');
      const fees = (side: string) => sum('Fee Amount', side, 'Fee Debit or Credit');
      expect(totals.slice(0, 4).map(Number)).toEqual([
        gross('CR'),
        gross('DR'),
        fees('CR'),
        fees('DR'),
      ]);
      const net = gross('CR') - gross('DR') + fees('CR') - fees('DR');
      expect(totals.slice(4, 8)).toEqual(['CR', '0', 'CR', String(net)]);
      expect(totals.at(-1)).toBe(String(own.length));
    }
    expect(rowsOf(all, 'SF').map(([, currency]) => currency)).toEqual(['USD', 'HUF', 'JPY', 'EUR']);
  });

  it('has the rows of PayPal’s file in their order, with the account', async () => {
    await trade();
    const { rows, text, lines } = report();
    expect([...new Set(rows.map(([type]) => type))]).toEqual(
      'RH FH SH CH SB SF SC RF RC FF'.split(' '),
    );
    const [account = ''] = /[A-Z0-9]{13}/.exec(text) ?? [];
    const time = String.raw`\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \+0000`;
    expect(text).toMatch(
      new RegExp(
        `^"RH",${time},"A","${account}",009\n"FH",01\n"SH",${time},${time},"${account}",""`,
      ),
    );
    for (const type of ['SC', 'RC', 'FF']) {
      expect(rows.find(([first]) => first === type)).toEqual([type, String(lines.length)]);
    }
  });

  it('is owed by the merchant where more was refunded than taken', async () => {
    const capture = await sale('10.00', 'USD');
    const fromMs = rig.clock.now() + 1;
    rig.pass(60_000);
    await rig.ask('POST', `/v2/payments/captures/${capture}/refund`, {});
    const [footer] = rowsOf(report(fromMs), 'SF');
    expect(footer?.slice(1, 10)).toEqual(['USD', '0', '1000', '0', '0', 'CR', '0', 'DR', '1000']);
  });

  it('can be asked for to the end of time', async () => {
    await sale('10.00', 'USD');
    expect(report(0, Number.MAX_SAFE_INTEGER).lines).toHaveLength(1);
  });

  it.each([
    ['wrong-reference', { 'Custom Field': 'order-1-of-somebody-else' }],
    ['wrong-amount', { 'Gross Transaction Amount': '1100' }],
    ['wrong-fee', { 'Fee Amount': '184', 'Fee Debit or Credit': 'DR' }],
    ['wrong-currency', { 'Gross Transaction Currency': 'EUR' }],
  ])('shows the accounts as they are when they are wrong: %s', async (mistake, shown) => {
    await sale('10.00', 'USD');
    expect(report().lines[0]).toMatchObject({ 'Custom Field': '', 'Fee Amount': '84' });
    rig.arm('settlement-mismatch', { mistake, currency: 'EUR' });
    expect(report().lines[0]).toMatchObject(shown);
  });

  it('takes the money of its period and no other', async () => {
    await sale('10.00', 'USD');
    const betweenMs = rig.clock.now() + 1;
    rig.pass(60_000);
    await sale('20.00', 'USD');
    expect(report(0, betweenMs).lines).toMatchObject([{ 'Gross Transaction Amount': '1000' }]);
    expect(report(betweenMs).lines).toMatchObject([{ 'Gross Transaction Amount': '2000' }]);
    const nothing = report(rig.clock.now() + 1000, rig.clock.now() + 2000);
    expect(nothing.lines).toEqual([]);
    expect(rowsOf(nothing, 'SF')).toEqual([]);
  });
});

describe('a fee', () => {
  it('is at least nothing, at most the payment, and can be written on the wire', () => {
    const amounts = fc.record({
      wireUnits: fc.integer({ min: 1, max: 1_000_000_000 }),
      currency: fc.constantFrom(...PAYPAL_CURRENCIES),
    });
    fc.assert(
      fc.property(amounts, ({ wireUnits, currency }) => {
        const grossMinor = wireUnits * wireStep(currency);
        const feeMinor = captureFeeMinorOf(grossMinor, currency);
        expect(feeMinor).toBeGreaterThan(0);
        expect(feeMinor).toBeLessThanOrEqual(grossMinor);
        expect(feeMinor % wireStep(currency)).toBe(0);
      }),
    );
  });
});
