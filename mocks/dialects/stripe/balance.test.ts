import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CURRENCIES, wireOf } from './currencies.ts';
import { feeMinorOf } from './fees.ts';
import { order, idOf, startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const DAY_MS = 86_400_000;

const pay = (orderId: string, amount = 1000, currency = 'eur') =>
  rig.stripe.paymentIntents.create({
    amount,
    currency,
    confirm: true,
    payment_method: 'pm_card_visa',
    description: `a "thing", ${orderId}`,
    ...order(orderId),
  });

const fileOf = (fromMs = 0, toMs = Infinity) => rig.gateway.settlement({ fromMs, toMs });

/** Rows of a CSV by column, quotes undone. */
function rowsOf(body: string): Readonly<Record<string, string>>[] {
  const [head = '', ...lines] = body.trimEnd().split('\r\n');
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = Array.from(line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g), ([, cell = '']) =>
      cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
    );
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}

/** Wire units of a decimal in major units. */
function unitsOf(major: string, currency: string): number {
  const decimals = CURRENCIES.get(currency)?.decimals ?? 2;
  return wireOf(Math.round(Number(major) * 10 ** decimals), currency);
}

describe('the balance', () => {
  it('grows by what was captured less its fee, and shrinks by refunds', async () => {
    const { id } = await pay('order-1', 10_000);
    await rig.stripe.refunds.create({ payment_intent: id, amount: 2500 });
    const { data } = await rig.stripe.balanceTransactions.list();
    expect(data).toMatchObject([
      { type: 'refund', amount: -2500, fee: 0, net: -2500, fee_details: [] },
      {
        type: 'charge',
        reporting_category: 'charge',
        amount: 10_000,
        fee: 320,
        net: 9680,
        fee_details: [{ amount: 320, type: 'stripe_fee' }],
      },
    ]);
    const balance = await rig.stripe.balance.retrieve();
    expect(balance.pending).toMatchObject([{ currency: 'eur', amount: 9680 }]);
    expect(balance.available).toMatchObject([{ currency: 'eur', amount: -2500 }]);
  });

  it('becomes available two days later', async () => {
    await pay('order-1');
    const [before] = (await rig.stripe.balanceTransactions.list()).data;
    expect(before).toMatchObject({
      status: 'pending',
      available_on: (before?.created ?? 0) + 172_800,
    });
    rig.clock.advance(2 * DAY_MS);
    const after = await rig.stripe.balanceTransactions.retrieve(before?.id ?? '', {
      expand: ['source'],
    });
    expect(after).toMatchObject({ status: 'available', source: { object: 'charge' } });
    const balance = await rig.stripe.balance.retrieve();
    expect(balance.available).toMatchObject([{ amount: 941 }]);
    expect(balance.pending).toMatchObject([{ amount: 0 }]);
  });

  it('is empty before anything was captured', async () => {
    const balance = await rig.stripe.balance.retrieve();
    expect(balance.available).toMatchObject([{ amount: 0, currency: 'usd' }]);
  });

  it('is filtered by source, kind and currency', async () => {
    const first = await pay('order-1');
    await pay('order-2', 2000, 'usd');
    const count = async (query: object) =>
      (await rig.stripe.balanceTransactions.list(query)).data.length;
    expect(await count({ source: idOf(first.latest_charge) })).toBe(1);
    expect(await count({ currency: 'usd' })).toBe(1);
    expect(await count({ type: 'refund' })).toBe(0);
    expect(await count({ payout: 'po_1' })).toBe(0);
  });
});

describe('the fee', () => {
  it('is whole, never negative, and a multiple of what the currency takes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CURRENCIES.keys()),
        fc.integer({ min: 1, max: 99_999_999 }),
        (currency, units) => {
          const rules = CURRENCIES.get(currency);
          const step = rules?.step ?? 1;
          const grossMinor = (Math.ceil(units / step) * step) / (rules?.wirePerMinor ?? 1);
          const fee = wireOf(feeMinorOf('capture', grossMinor, currency), currency);
          expect(Number.isSafeInteger(fee)).toBe(true);
          expect(fee).toBeGreaterThanOrEqual(0);
          expect(fee % step).toBe(0);
          expect(feeMinorOf('refund', grossMinor, currency)).toBe(0);
        },
      ),
    );
  });

  it.each([
    ['eur', 1000, 59],
    ['EUR', 1, 30],
    ['jpy', 1000, 29],
    ['kwd', 10_000, 290],
    ['isk', 1000, 29],
  ])('of %s %i is %i', (currency, gross, fee) => {
    expect(feeMinorOf('capture', gross, currency)).toBe(fee);
  });
});

describe('the settlement file', () => {
  it('is empty but for its head when nothing moved', () => {
    expect(fileOf()?.body.split('\r\n')).toHaveLength(2);
  });

  it('has a line for each capture and refund, equal to the balance transactions and the ledger', async () => {
    const first = await pay('order-1', 12_345);
    await pay('order-2', 500, 'jpy');
    await pay('order-3', 1230, 'kwd');
    await pay('order-4', 70_000, 'isk');
    await rig.stripe.refunds.create({ payment_intent: first.id, amount: 345 });
    await rig.stripe.charges.create({
      amount: 800,
      currency: 'usd',
      source: 'tok_visa',
      ...order('order-5'),
    });
    const held = await rig.stripe.paymentIntents.create({
      amount: 900,
      currency: 'eur',
      confirm: true,
      capture_method: 'manual',
      payment_method: 'pm_card_visa',
    });
    await rig.stripe.paymentIntents.cancel(held.id);

    const file = fileOf();
    const rows = rowsOf(file?.body ?? '');
    const { data } = await rig.stripe.balanceTransactions.list({ limit: 100 });
    const told = data.map(({ id, amount, fee, net, currency, reporting_category, source }) => ({
      id,
      amount,
      fee,
      net,
      currency,
      reporting_category,
      source,
    }));
    const read = rows.map((row) => ({
      id: row['balance_transaction_id'],
      amount: unitsOf(row['gross'] ?? '', row['currency'] ?? ''),
      fee: unitsOf(row['fee'] ?? '', row['currency'] ?? ''),
      net: unitsOf(row['net'] ?? '', row['currency'] ?? ''),
      currency: row['currency'],
      reporting_category: row['reporting_category'],
      source: row['source_id'],
    }));
    expect(read.reverse()).toEqual(told);

    const moved = rig.ledger().filter(({ movement }) => ['capture', 'refund'].includes(movement));
    expect(rows.map((row) => row['payment_metadata[order_id]'])).toEqual(
      moved.map((entry) => entry.order),
    );
    expect(rows.map((row) => row['charge_id'])).toEqual(moved.map((entry) => entry.authorisation));
    expect(rows[0]).toMatchObject({
      gross: '123.45',
      fee: '3.88',
      net: '119.57',
      description: 'a "thing", order-1',
      payment_intent_id: first.id,
    });
    expect(rows[1]).toMatchObject({ gross: '500', currency: 'jpy' });
    expect(rows[2]).toMatchObject({ gross: '1.230', currency: 'kwd' });
    expect(rows[3]).toMatchObject({ gross: '700', currency: 'isk' });
    expect(file).toMatchObject({ contentType: 'text/csv' });
  });

  it('holds its period only', async () => {
    await pay('order-1');
    const startMs = rig.clock.now() + DAY_MS;
    rig.clock.advance(DAY_MS);
    await pay('order-2');
    const rows = rowsOf(fileOf(startMs, startMs + DAY_MS)?.body ?? '');
    expect(rows.map((row) => row['payment_metadata[order_id]'])).toEqual(['order-2']);
  });
});
