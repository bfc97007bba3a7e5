import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MANUAL_ACCOUNT, eur, startRig, textAt, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

type Row = ReadonlyMap<string, string>;

function report(fromMs = 0, toMs = rig.clock.now() + 1): readonly Row[] {
  const file = rig.gateway.settlement({ fromMs, toMs });
  expect(file).toMatchObject({ contentType: 'text/csv; charset=utf-8' });
  expect(file?.name).toMatch(/^settlement_detail_report_batch_\d+\.csv$/);
  const [header = [], ...rows] = parseCsv(file?.body ?? '');
  return rows.map((cells) => new Map(header.map((name, index) => [name, cells[index] ?? ''])));
}

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

const cents = (row: Row, name: string): number => Math.round(Number(row.get(name) ?? 0) * 100);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, it) => total + it, 0);
const ofType = (rows: readonly Row[], type: string) =>
  rows.filter((row) => row.get('Type') === type);

/** Two captures of one payment, a refund, and a payment that is captured at once. */
async function trade(): Promise<string> {
  const { body } = await rig.pay({ merchantAccount: MANUAL_ACCOUNT, amount: eur(12_345) });
  const psp = textAt(body, 'pspReference');
  const merchantAccount = MANUAL_ACCOUNT;
  const captures = `/payments/${psp}/captures`;
  await rig.post(captures, { merchantAccount, amount: eur(10_000), reference: 'capture, "1"' });
  await rig.post(captures, { merchantAccount, amount: eur(345) });
  rig.takeEffect();
  await rig.post(`/payments/${psp}/refunds`, { merchantAccount, amount: eur(4000) });
  rig.takeEffect();
  await rig.pay({ amount: { value: 5000, currency: 'JPY' }, reference: 'order-2' });
  return psp;
}

describe('the settlement report', () => {
  it('has a line for each capture and refund of the ledger, and none for holds', async () => {
    await trade();
    const lines = report().filter((row) => row.get('Type') !== 'MerchantPayout');
    const moved = rig
      .ledger()
      .filter(({ movement }) => movement === 'capture' || movement === 'refund');
    expect(lines).toHaveLength(moved.length);
    for (const [index, { movement, amountMinor, currency, object, order }] of moved.entries()) {
      const line = lines[index] ?? new Map<string, string>();
      const column = movement === 'capture' ? 'Gross Credit (GC)' : 'Gross Debit (GC)';
      expect(line.get(column)).toBe(
        currency === 'JPY' ? String(amountMinor) : (amountMinor / 100).toFixed(2),
      );
      expect(line.get('Type')).toBe(movement === 'capture' ? 'Settled' : 'Refunded');
      expect(line.get('Psp Reference')).toBe(object);
      expect(line.get('Merchant Reference')).toBe(order);
      expect(line.get('Gross Currency')).toBe(currency);
    }
  });

  it('names account, method, modification and its reference', async () => {
    const psp = await trade();
    const [first] = report();
    expect(Object.fromEntries(first ?? [])).toMatchObject({
      'Company Account': 'PaydrillCompany',
      'Merchant Account': MANUAL_ACCOUNT,
      'Psp Reference': psp,
      'Payment Method': 'visa',
      TimeZone: 'UTC',
      'Modification Merchant Reference': 'capture, "1"',
    });
    expect(first?.get('Modification Reference')).toMatch(/^[A-Z0-9]{16}$/);
    expect(first?.get('Modification Reference')).not.toBe(psp);
    expect(first?.get('Creation Date')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it('adds up: gross less fees is net, and the payouts take all of it', async () => {
    await trade();
    const rows = report();
    for (const line of ofType(rows, 'Settled').filter((row) => row.get('Net Currency') === 'EUR')) {
      const fees =
        cents(line, 'Markup (NC)') +
        cents(line, 'Scheme Fees (NC)') +
        cents(line, 'Interchange (NC)');
      expect(cents(line, 'Net Credit (NC)')).toBe(cents(line, 'Gross Credit (GC)') - fees);
      expect(fees).toBeGreaterThan(0);
    }
    for (const currency of ['EUR', 'JPY']) {
      const own = rows.filter((row) => row.get('Net Currency') === currency);
      expect(sum(own.map((row) => cents(row, 'Net Credit (NC)')))).toBe(
        sum(own.map((row) => cents(row, 'Net Debit (NC)'))),
      );
    }
    expect(ofType(rows, 'MerchantPayout')).toHaveLength(2);
  });

  it('takes the money of its period and no other', async () => {
    await rig.pay();
    const betweenMs = rig.clock.now() + 1;
    rig.clock.advance(60_000);
    await rig.pay();
    expect(ofType(report(0, betweenMs), 'Settled')).toHaveLength(1);
    expect(ofType(report(betweenMs), 'Settled')).toHaveLength(1);
    expect(report(rig.clock.now() + 1000, rig.clock.now() + 2000)).toEqual([]);
  });
});
