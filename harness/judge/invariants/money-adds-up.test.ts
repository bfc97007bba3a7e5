import { describe, expect, test } from 'vitest';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';

const NAME = 'money-adds-up';

describe(NAME, () => {
  test('accuses refunds above captures', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.move('stripe', 'capture');
      order.move('stripe', 'refund');
      order.move('stripe', 'refund');
    });
    expect(resultOf(judgement, NAME).witnesses[0]?.story).toBe(
      'On authorisation auth_pi_o1 of order o1 24.68 EUR was refunded of 12.34 EUR captured.',
    );
  });

  test('accuses captures and releases above the authorised amount', () => {
    const captured = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.move('stripe', 'capture', { amountMinor: 1235 });
    });
    const released = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.move('stripe', 'capture');
      order.move('stripe', 'void');
    });
    expect(brokenIn(captured)).toContain(NAME);
    expect(brokenIn(released)).toContain(NAME);
  });

  test('accuses an entry whose postings do not sum to zero, or not to its amount', () => {
    const lopsided = judgeOne((order) => {
      order.move('stripe', 'authorise', {
        postings: [
          { account: 'cardholder', amountMinor: -1234 },
          { account: 'held', amountMinor: 1000 },
        ],
      });
    });
    const other = judgeOne((order) => {
      order.move('stripe', 'authorise', {
        postings: [
          { account: 'cardholder', amountMinor: -1 },
          { account: 'held', amountMinor: 1 },
        ],
      });
    });
    expect(brokenIn(lopsided)).toContain(NAME);
    expect(brokenIn(other)).toContain(NAME);
  });

  test('accuses a capture in another currency than its authorisation', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.move('stripe', 'capture', { currency: 'USD' });
    });
    const [witness] = resultOf(judgement, NAME).witnesses;
    expect(witness?.events).toHaveLength(2);
  });

  test('allows a partial capture that releases the rest', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.move('stripe', 'capture', { amountMinor: 1000 });
      order.move('stripe', 'void', { amountMinor: 234 });
    });
    expect(resultOf(judgement, NAME)).toMatchObject({ checked: 1, violations: 0 });
  });
});
