import { describe, expect, test } from 'vitest';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';
import type { OrderScript } from '../testing/run-script.ts';

const NAME = 'no-stranded-hold';
const DECLINED = { status: 'not-charged', reason: 'unavailable', degraded: false } as const;

function strand(order: OrderScript): void {
  order.begin();
  order.move('stripe', 'authorise');
  order.answer(DECLINED);
  order.read(DECLINED);
}

describe(NAME, () => {
  test('accuses a hold that nobody took or let go', () => {
    const [witness] = resultOf(judgeOne(strand), NAME).witnesses;
    expect(witness?.events.map(({ kind }) => kind)).toEqual(['ledger', 'final-reading']);
    expect(witness?.story).toContain('12.34 EUR of order o1 is still held by pi_o1 (stripe)');
  });

  test('accuses the rest of a hold that was only partly taken', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.move('stripe', 'capture', { amountMinor: 1000 });
    });
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test('accuses a second hold beside the one that the customer knows of', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.move('paypal', 'authorise');
      order.read(order.claim('authorised', 'paypal'));
    });
    expect(resultOf(judgement, NAME).witnesses[0]?.story).toContain('pi_o1 (stripe)');
  });

  test('allows the hold that the customer was last told of', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise');
      order.read(order.claim('authorised', 'stripe'));
    });
    expect(brokenIn(judgement)).not.toContain(NAME);
  });

  test('allows a hold while the customer is told to wait, within the promised time', () => {
    const pending = (promisedWithinMs: number) =>
      judgeOne((order) => {
        order.begin();
        order.move('stripe', 'authorise');
        order.answer({ status: 'pending', promisedWithinMs, degraded: false });
        order.script.t = 20_000;
        order.read({ status: 'pending', promisedWithinMs, degraded: false });
      });
    expect(brokenIn(pending(60_000))).not.toContain(NAME);
    expect(brokenIn(pending(1000))).toContain(NAME);
  });

  test('is not judged when the run did not come to rest', () => {
    const judgement = judgeOne(strand, { input: { isSettled: false } });
    expect(resultOf(judgement, NAME)).toMatchObject({ judged: false, violations: 0 });
  });
});
