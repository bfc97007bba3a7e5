import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { USUAL_LOAD } from '../../scenarios/catalogue/usual-load.ts';
import { parseSeed } from '../core/ids.ts';
import { CURRENCY_EXPONENTS, isCurrency } from '../core/money.ts';
import type { Order } from '../core/order.ts';
import type { Load } from '../core/scenario.ts';
import { TEST_CARDS } from '../core/test-cards.ts';
import { createOrders } from './create-orders.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map(parseSeed);
const SEED = parseSeed(7);
const make = (count: number, load: Load = USUAL_LOAD) => createOrders(SEED, load, count);
const isDeclined = ({ card }: Order): boolean => TEST_CARDS[card].issuerAnswer.kind === 'decline';
const shareOf = (orders: readonly Order[], is: (order: Order) => boolean): number =>
  orders.filter(is).length / orders.length;

describe('orders', () => {
  it('are the same for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const first = await createOrders(seed, USUAL_LOAD, 30);
        expect(await createOrders(seed, USUAL_LOAD, 30)).toEqual(first);
      }),
      { numRuns: 20 },
    );
  });

  it('differ from seed to seed', async () => {
    const amountsOf = (orders: readonly Order[]) => orders.map(({ amountMinor }) => amountMinor);
    const other = await createOrders(parseSeed(8), USUAL_LOAD, 10);
    expect(amountsOf(other)).not.toEqual(amountsOf(await make(10)));
  });

  it('of a longer run begin with those of a shorter one', async () => {
    expect((await make(300)).slice(0, 100)).toEqual(await make(100));
  });

  it('do not depend on the order in which weights are written', async () => {
    const turned = {
      ...USUAL_LOAD,
      currencies: Object.fromEntries(Object.entries(USUAL_LOAD.currencies).toReversed()),
    };
    expect(await make(200, turned)).toEqual(await make(200));
  });

  it('keep their amounts, names and journeys when only the share of declines changes', async () => {
    const before = await make(300);
    const after = await make(300, { ...USUAL_LOAD, declineRatio: 0.5 });
    const withoutCard = ({ card: _card, ...rest }: Order) => rest;
    expect(after.map(withoutCard)).toEqual(before.map(withoutCard));
    expect(after).not.toEqual(before);
  });

  it('have ids and keys that no other order has', async () => {
    const orders = await make(5_000, { ...USUAL_LOAD, journeys: { 'impatient-new-key': 1 } });
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(5_000);
    expect(new Set(orders.flatMap(({ keys }) => keys)).size).toBe(10_000);
  });

  it('have a second key for the customer who sends a new one, and for nobody else', async () => {
    const journeys = { pay: 1, 'impatient-same-key': 1, 'impatient-new-key': 1 };
    for (const { journey, keys } of await make(300, { ...USUAL_LOAD, journeys })) {
      expect(keys[0] !== keys[1]).toBe(journey === 'impatient-new-key');
    }
  });

  it('come in the proportions that the load asks for', async () => {
    const orders = await make(10_000, {
      ...USUAL_LOAD,
      journeys: { pay: 3, 'pay-then-refund': 1 },
    });
    expect(shareOf(orders, ({ journey }) => journey === 'pay')).toBeCloseTo(0.75, 1);
    expect(shareOf(orders, ({ currency }) => currency === 'EUR')).toBeCloseTo(0.5, 1);
    expect(shareOf(orders, isDeclined)).toBeCloseTo(USUAL_LOAD.declineRatio, 1);
  });

  it.each([0, 1])('are all or none declined at a decline ratio of %i', async (declineRatio) => {
    const orders = await make(500, { ...USUAL_LOAD, declineRatio });
    expect(shareOf(orders, isDeclined)).toBe(declineRatio);
  });

  it('leave out what has no weight', async () => {
    const orders = await make(500, { ...USUAL_LOAD, journeys: { pay: 1, 'poll-accepted': 0 } });
    expect(new Set(orders.map(({ journey }) => journey))).toEqual(new Set(['pay']));
  });

  it('cost whole minor units that any card network takes, in every currency', async () => {
    const currencies = Object.fromEntries(Object.keys(CURRENCY_EXPONENTS).map((each) => [each, 1]));
    for (const { amountMinor, currency } of await make(5_000, { ...USUAL_LOAD, currencies })) {
      expect(Number.isSafeInteger(amountMinor) && amountMinor > 0).toBe(true);
      // At most eight digits, the limit of several providers.
      expect(amountMinor).toBeLessThan(100_000_000);
      const step = CURRENCY_EXPONENTS[currency] === 3 ? 10 : 1;
      expect(amountMinor % step).toBe(0);
      if (['HUF', 'ISK', 'TWD'].includes(currency) && CURRENCY_EXPONENTS[currency] === 2) {
        expect(amountMinor % 100).toBe(0);
      }
    }
  });

  it('come from people with a name, an address that can not exist, and a language', async () => {
    const orders = await make(500);
    for (const { customer, locale, currency } of orders) {
      expect(isCurrency(currency)).toBe(true);
      expect(customer.name.length).toBeGreaterThan(1);
      expect(customer.email).toMatch(/^[\w.+-]+@example\.(?:com|net|org)$/);
      expect(locale).toMatch(/^[a-z]{2}-[A-Z]{2}$/);
    }
    expect(new Set(orders.map(({ customer }) => customer.name)).size).toBeGreaterThan(100);
  });

  it('hold patience near what the load says', async () => {
    const patience = (await make(1_000))
      .map(({ patienceMs }) => patienceMs)
      .toSorted((a, b) => a - b);
    expect(patience[500]).toBeGreaterThan(1_350);
    expect(patience[500]).toBeLessThan(1_650);
    expect(patience.every(Number.isInteger)).toBe(true);
  });
});
