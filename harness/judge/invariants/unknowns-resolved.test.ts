import { describe, expect, test } from 'vitest';
import type { PaymentStatus } from '../../core/events.ts';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';
import type { OrderScript } from '../testing/run-script.ts';

const NAME = 'unknowns-resolved';
const PENDING = { status: 'pending', promisedWithinMs: 5000, degraded: false } as const;

const endAs = (status: PaymentStatus, settle: (order: OrderScript) => void) =>
  judgeOne((order) => {
    order.begin();
    order.end(order.attempt('stripe', 'confirm'), 'unknown');
    settle(order);
    order.status(status, 'stripe', order.objectAt('stripe'));
    order.script.t = 3000;
    order.read(null);
  });

const take = (order: OrderScript): void => {
  order.move('stripe', 'authorise');
  order.move('stripe', 'capture');
};

describe(NAME, () => {
  test('accuses a payment that is still open when its time is over', () => {
    const wait = (endT: number) =>
      judgeOne((order) => {
        order.begin();
        order.end(order.attempt('stripe', 'confirm'), 'unknown');
        order.status('pending', 'stripe');
        order.answer(PENDING);
        order.script.t = endT;
        order.read(PENDING);
      });
    const [witness] = resultOf(wait(20_000), NAME).witnesses;
    expect(witness?.story).toBe(
      'Order o1 is still pending after the time that was promised for it.',
    );
    expect(witness?.events).toHaveLength(4);
    expect(resultOf(wait(5000), NAME)).toMatchObject({ checked: 1, violations: 0 });
  });

  test('accuses an attempt that never ended, by the time of the policy', () => {
    const judgement = judgeOne((order) => {
      order.begin();
      order.attempt('stripe', 'confirm');
      order.script.t = 20_000;
      order.read(null);
    });
    expect(resultOf(judgement, NAME).witnesses[0]?.story).toContain('without a status');
  });

  test.each([
    ['not-charged', take],
    ['paid', (): void => {}],
    ['authorised', take],
    ['refunded', take],
    ['not-charged', (order: OrderScript): unknown => order.move('stripe', 'authorise')],
  ] as const)('accuses a final "%s" that the ledgers contradict', (status, settle) => {
    expect(brokenIn(endAs(status, settle))).toContain(NAME);
  });

  test.each([
    ['paid', take],
    ['not-charged', (): void => {}],
    ['authorised', (order: OrderScript): unknown => order.move('stripe', 'authorise')],
  ] as const)('allows a final "%s" that the ledgers bear out', (status, settle) => {
    expect(resultOf(endAs(status, settle), NAME)).toMatchObject({ checked: 1, violations: 0 });
  });

  test('has nothing to say of a payment whose every attempt was answered', () => {
    const judgement = judgeOne((order) => {
      order.end(order.attempt('stripe', 'confirm'), 'approved');
      order.status('paid', 'stripe');
    });
    expect(resultOf(judgement, NAME).checked).toBe(0);
  });
});
