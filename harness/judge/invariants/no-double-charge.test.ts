import { describe, expect, test } from 'vitest';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';
import type { OrderScript } from '../testing/run-script.ts';

const NAME = 'no-double-charge';

function payAtStripe(order: OrderScript): void {
  order.begin();
  const confirm = order.attempt('stripe', 'confirm');
  order.exchange(confirm, { moves: ['authorise', 'capture'] });
  order.end(confirm, 'approved');
  order.status('paid', 'stripe', order.objectAt('stripe'));
  order.answer(order.claim('paid', 'stripe'));
}

describe(NAME, () => {
  test('accuses a second authorisation that is captured at another provider', () => {
    const judgement = judgeOne((order) => {
      payAtStripe(order);
      order.move('paypal', 'authorise');
      order.move('paypal', 'capture');
    });
    const [witness] = resultOf(judgement, NAME).witnesses;
    expect(witness?.events.map(({ source, kind }) => [source, kind])).toEqual([
      ['gateway:stripe', 'ledger'],
      ['gateway:paypal', 'ledger'],
    ]);
    expect(witness?.story).toBe(
      'Order o1 was charged from 2 authorisations: 12.34 EUR on pi_o1 (stripe) and 12.34 EUR on po_o1 (paypal); it owed 12.34 EUR once.',
    );
  });

  test('accuses two authorisations that together make up what is owed', () => {
    const judgement = judgeOne((order) => {
      for (const provider of ['stripe', 'paypal'] as const) {
        order.move(provider, 'authorise', { amountMinor: 617 });
        order.move(provider, 'capture', { amountMinor: 617 });
      }
    });
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test('accuses more than was owed on one authorisation', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise', { amountMinor: 2000 });
      order.move('stripe', 'capture', { amountMinor: 2000 });
    });
    expect(resultOf(judgement, NAME).witnesses[0]?.story).toBe(
      'Order o1 owed 12.34 EUR and was charged 20.00 EUR on pi_o1.',
    );
  });

  test('accuses a charge in another currency than is owed', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise', { currency: 'USD' });
      order.move('stripe', 'capture', { currency: 'USD' });
    });
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test('allows several captures of one authorisation up to its amount', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.move('stripe', 'capture', { amountMinor: 1000 });
      order.move('stripe', 'capture', { amountMinor: 234 });
    });
    expect(resultOf(judgement, NAME)).toMatchObject({ checked: 1, violations: 0 });
  });

  test('allows excess that was given back, and a second hold that never was taken', () => {
    const judgement = judgeOne((order) => {
      payAtStripe(order);
      order.move('paypal', 'authorise');
      order.move('paypal', 'capture');
      order.move('paypal', 'refund');
    });
    expect(brokenIn(judgement)).not.toContain(NAME);
    const held = judgeOne((order) => {
      payAtStripe(order);
      order.move('paypal', 'authorise');
    });
    expect(brokenIn(held)).not.toContain(NAME);
  });
});
