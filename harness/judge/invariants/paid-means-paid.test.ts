import { describe, expect, test } from 'vitest';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';

const NAME = 'paid-means-paid';

describe(NAME, () => {
  test('accuses a "paid" without any money', () => {
    const judgement = judgeOne((order) => {
      order.begin();
      order.answer(order.claim('paid', 'stripe'));
    });
    const [witness] = resultOf(judgement, NAME).witnesses;
    expect(witness?.story).toBe(
      'The customer of order o1 was told "paid" for 12.34 EUR, but at pi_o1 nothing was authorised.',
    );
    expect(witness?.events.map(({ kind }) => kind)).toEqual(['client-answered', 'client-started']);
  });

  test('accuses a "paid" that is only held', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.answer(order.claim('paid', 'stripe'));
    });
    expect(resultOf(judgement, NAME).witnesses[0]?.story).toContain('0.00 EUR was captured');
  });

  test.each([
    ['amount', { amountMinor: 1233 }],
    ['currency', { currency: 'USD' }],
  ])('accuses a "paid" whose %s is not what was captured', (_, change) => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise', change);
      order.move('stripe', 'capture', change);
      order.answer(order.claim('paid', 'stripe'));
    });
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test('accuses a "paid" that names the provider which did not take the money', () => {
    const judgement = judgeOne((order) => {
      order.move('paypal', 'authorise');
      order.move('paypal', 'capture');
      order.answer(order.claim('paid', 'stripe'));
    });
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test('accuses an "authorised" that no gateway knows', () => {
    const judgement = judgeOne((order) => order.answer(order.claim('authorised', 'stripe')));
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test.each(['capture', 'void', 'expire'] as const)(
    'allows an "authorised" whose hold came to a legal end by %s',
    (movement) => {
      const judgement = judgeOne((order) => {
        order.move('stripe', 'authorise');
        order.answer(order.claim('authorised', 'stripe'));
        order.move('stripe', movement);
      });
      expect(resultOf(judgement, NAME)).toMatchObject({ checked: 1, violations: 0 });
    },
  );

  test('allows a "paid" that was refunded later', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.move('stripe', 'capture');
      order.answer(order.claim('paid', 'stripe'));
      order.move('stripe', 'refund');
    });
    expect(brokenIn(judgement)).not.toContain(NAME);
  });

  test('understands a target that names no reference', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.move('stripe', 'capture');
      order.answer({
        status: 'paid',
        amountMinor: 1234,
        currency: 'EUR',
        provider: '',
        providerReference: '',
      });
    });
    expect(brokenIn(judgement)).not.toContain(NAME);
  });
});
