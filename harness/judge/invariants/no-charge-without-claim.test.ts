import { describe, expect, test } from 'vitest';
import type { Claim } from '../../core/claim.ts';
import { brokenIn, judgeOne, resultOf, type OneOrder } from '../testing/judge-one.ts';
import type { OrderScript } from '../testing/run-script.ts';

const NAME = 'no-charge-without-claim';
const NOT_CHARGED: Claim = { status: 'not-charged', reason: 'unavailable', degraded: false };
const pending = (promisedWithinMs: number): Claim => ({
  status: 'pending',
  promisedWithinMs,
  degraded: false,
});

const WITHOUT_AUDIT: OneOrder = {
  forge: (events) => events.filter(({ source }) => source !== 'service'),
};

function take(order: OrderScript): void {
  order.move('stripe', 'authorise');
  order.move('stripe', 'capture');
}

const storyOf = (judgement: ReturnType<typeof judgeOne>) =>
  resultOf(judgement, NAME).witnesses[0]?.story;

describe(`${NAME}: the last word`, () => {
  test('accuses money that the customer was never told of', () => {
    const judgement = judgeOne((order) => {
      order.begin();
      take(order);
      order.read(null);
    });
    expect(storyOf(judgement)).toBe(
      '12.34 EUR was taken for order o1 on pi_o1 (stripe), but the customer was never told.',
    );
  });

  test('accuses a "refunded" whose money was not given back', () => {
    const judgement = judgeOne((order) => {
      take(order);
      order.answer(order.claim('paid', 'stripe'));
      order.read(order.claim('refunded', 'stripe'));
    });
    expect(storyOf(judgement)).toContain('was last told "refunded"');
  });

  test('accuses "pending" beyond the promised time, however often it was repeated', () => {
    const repeat = (endT: number) =>
      judgeOne((order) => {
        order.begin();
        take(order);
        order.answer(pending(5000));
        order.script.t = 4000;
        order.answer(pending(5000), { request: 'poll' });
        order.script.t = endT;
        order.read(pending(5000));
      });
    expect(storyOf(repeat(7000))).toContain('promised an end within 5000 ms');
    expect(brokenIn(repeat(5500))).not.toContain(NAME);
  });

  test('counts a promise from the end of the faults', () => {
    const judgement = judgeOne(
      (order) => {
        take(order);
        order.answer(pending(5000));
        order.script.t = 20_000;
        order.read(pending(5000));
      },
      {
        input: {
          faults: [{ name: 'f', plannedStartMs: 0, startMs: 0, endMs: 16_000, isProved: true }],
        },
      },
    );
    expect(brokenIn(judgement)).not.toContain(NAME);
  });

  test('accuses a final "authorised" for money that was taken', () => {
    const judgement = judgeOne((order) => {
      take(order);
      order.answer(null, { request: 'capture' });
      order.read(order.claim('authorised', 'stripe'));
    });
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test('allows pending that became paid', () => {
    const judgement = judgeOne((order) => {
      take(order);
      order.answer(pending(100));
      order.read(order.claim('paid', 'stripe'));
    });
    expect(resultOf(judgement, NAME)).toMatchObject({ checked: 1, violations: 0 });
  });

  test('accuses nobody whose last word could not be heard', () => {
    const unread = (order: OrderScript): void => {
      order.begin();
      take(order);
      order.read(null, { status: 0 });
    };
    expect(brokenIn(judgeOne(unread))).not.toContain(NAME);
    expect(judgeOne(unread).findings.doubts.map(({ code }) => code)).toContain(
      'JUDGE_READINGS_MISSING',
    );
    const cut = judgeOne(
      (order) => {
        take(order);
        order.read(null);
      },
      { input: { isSettled: false } },
    );
    expect(brokenIn(cut)).not.toContain(NAME);
  });
});

describe(`${NAME}: "not charged" is final`, () => {
  test('accuses a capture for a payment that was denied', () => {
    const judgement = judgeOne((order) => {
      order.answer(NOT_CHARGED);
      take(order);
      order.read(order.claim('paid', 'stripe'));
    });
    expect(storyOf(judgement)).toBe(
      'The customer of order o1 was told "not charged", but 12.34 EUR was captured on pi_o1 (stripe).',
    );
  });

  test('accuses it even in a run that was cut short', () => {
    const judgement = judgeOne(
      (order) => {
        order.answer(NOT_CHARGED);
        take(order);
      },
      { input: { isSettled: false } },
    );
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test('accuses it even when the money was refunded after the service had decided', () => {
    const judgement = judgeOne((order) => {
      order.status('not-charged', 'stripe');
      order.answer(NOT_CHARGED);
      take(order);
      order.end(order.attempt('stripe', 'refund', { purpose: 'repair' }), 'approved');
      order.move('stripe', 'refund');
    });
    const [witness] = resultOf(judgement, NAME).witnesses;
    expect(witness?.story).toContain('that it was refunded later does not undo it');
    expect(witness?.events).toHaveLength(3);
  });

  test('allows "not charged" once everything was given back', () => {
    const givenBack = (order: OrderScript): void => {
      take(order);
      order.end(order.attempt('stripe', 'refund', { purpose: 'repair' }), 'approved');
      order.move('stripe', 'refund');
      order.status('not-charged', 'stripe');
      order.answer(NOT_CHARGED);
    };
    expect(brokenIn(judgeOne(givenBack))).not.toContain(NAME);
    expect(brokenIn(judgeOne(givenBack, WITHOUT_AUDIT))).not.toContain(NAME);
  });

  test('allows a charge for a customer who asked to pay once more', () => {
    const judgement = judgeOne((order) => {
      order.answer(NOT_CHARGED);
      take(order);
      order.answer(order.claim('paid', 'stripe'), { tab: 1, key: 'o1-b' });
    });
    expect(brokenIn(judgement)).not.toContain(NAME);
  });

  test('keeps two payments of one order apart', () => {
    const two = (denied: string) =>
      judgeOne((order) => {
        const confirm = order.attempt('stripe', 'confirm', { payment: 'pay_a' });
        order.exchange(confirm, { moves: ['authorise', 'capture'] });
        order.end(confirm, 'approved', { payment: 'pay_a', object: 'pi_o1' });
        order.answer(order.claim('paid', 'stripe'), { payment: 'pay_a' });
        order.answer(null, { payment: 'pay_b', tab: 1 });
        order.answer(NOT_CHARGED, { payment: denied, tab: 1 });
      });
    expect(brokenIn(two('pay_b'))).not.toContain(NAME);
    expect(brokenIn(two('pay_a'))).toContain(NAME);
  });
});

describe(`${NAME}: "not charged" while an attempt is unknown`, () => {
  const deny = (learn: (order: OrderScript) => void) => (order: OrderScript) => {
    order.begin();
    order.end(order.attempt('stripe', 'confirm'), 'unknown');
    learn(order);
    order.status('not-charged', 'stripe');
    order.answer(NOT_CHARGED);
  };

  test('accuses a service that guesses', () => {
    const judgement = judgeOne(deny(() => {}));
    const [witness] = resultOf(judgement, NAME).witnesses;
    expect(witness?.story).toBe(
      'The customer of order o1 was told "not charged" while the confirm at stripe was unknown.',
    );
    expect(witness?.events.map(({ kind }) => kind)).toEqual([
      'attempt-started',
      'attempt-ended',
      'payment',
      'client-answered',
    ]);
  });

  test('allows it after a fence, a definite answer or an accepted webhook', () => {
    const fenced = judgeOne(deny((order) => order.fence('stripe', 'cancelled')));
    const looked = judgeOne(
      deny((order) => order.end(order.attempt('stripe', 'retrieve'), 'approved')),
    );
    const heard = judgeOne(
      deny(() => {}),
      {
        forge: (events) => [
          {
            kind: 'webhook',
            source: 'gateway:stripe',
            seq: 0,
            t: 0,
            event: 'evt_1',
            type: 'payment_intent.payment_failed',
            order: 'o1',
            object: 'pi_o1',
            deliveryAttempt: 1,
            status: 200,
          },
          ...events,
        ],
      },
    );
    expect([fenced, looked, heard].flatMap(brokenIn)).not.toContain(NAME);
  });

  test('accuses nobody without an audit trail', () => {
    expect(
      brokenIn(
        judgeOne(
          deny(() => {}),
          WITHOUT_AUDIT,
        ),
      ),
    ).not.toContain(NAME);
  });
});
