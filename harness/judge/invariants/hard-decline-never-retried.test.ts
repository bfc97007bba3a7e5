import { describe, expect, test } from 'vitest';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';
import type { OrderScript } from '../testing/run-script.ts';
import type { DeclineKind } from '../../core/outcome.ts';

const NAME = 'hard-decline-never-retried';

const declineThenAsk = (kind: DeclineKind) => (order: OrderScript) => {
  const first = order.attempt('stripe', 'confirm');
  order.exchange(first, { status: 402, decline: { kind, code: 'stolen_card' } });
  order.end(first, 'declined', { decline: kind, code: 'stolen_card' });
  const second = order.attempt('paypal', 'confirm');
  order.exchange(second, { moves: ['authorise', 'capture'] });
  order.end(second, 'approved');
};

describe(NAME, () => {
  test('accuses a card that is presented to another provider after a hard decline', () => {
    const [witness] = resultOf(judgeOne(declineThenAsk('hard')), NAME).witnesses;
    expect(witness?.story).toBe(
      'The card of order o1 was hard-declined by stripe (stolen_card) and presented again at paypal.',
    );
    expect(witness?.events.map(({ kind }) => kind)).toEqual(['attempt-ended', 'attempt-started']);
  });

  test('allows another provider after a soft decline', () => {
    expect(resultOf(judgeOne(declineThenAsk('soft')), NAME)).toMatchObject({ checked: 0 });
  });

  test('allows a try that was on its way before the decline came back', () => {
    const judgement = judgeOne((order) => {
      const first = order.attempt('stripe', 'confirm');
      const second = order.attempt('stripe', 'confirm', { retry: 1 });
      order.end(first, 'declined', { decline: 'hard' });
      order.end(second, 'declined', { decline: 'hard' });
    });
    expect(resultOf(judgement, NAME)).toMatchObject({ checked: 1, violations: 0 });
  });

  test('judges by the journal of one gateway where there is no audit trail', () => {
    const noAudit = {
      forge: (
        events: Parameters<NonNullable<Parameters<typeof judgeOne>[1]>['forge'] & object>[0],
      ) => events.filter(({ source }) => source !== 'service'),
    };
    const presentTwice = (isReplay: boolean) => (order: OrderScript) => {
      const confirm = order.attempt('stripe', 'confirm');
      order.exchange(confirm, { status: 402, decline: { kind: 'hard', code: 'stolen_card' } });
      order.exchange(confirm, { status: 402, isReplay });
    };
    expect(brokenIn(judgeOne(presentTwice(false), noAudit))).toContain(NAME);
    expect(brokenIn(judgeOne(presentTwice(true), noAudit))).not.toContain(NAME);
  });
});
