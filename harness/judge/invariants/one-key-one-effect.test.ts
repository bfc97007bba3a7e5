import { describe, expect, test } from 'vitest';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';

const NAME = 'one-key-one-effect';

describe(NAME, () => {
  test('accuses two captures under one key', () => {
    const judgement = judgeOne((order) => {
      const capture = order.attempt('stripe', 'capture');
      order.move('stripe', 'authorise', { amountMinor: 2468 });
      order.exchange(capture, { moves: ['capture'] });
      order.exchange(capture, { moves: ['capture'] });
    });
    const [witness] = resultOf(judgement, NAME).witnesses;
    expect(witness?.events.map(({ kind }) => kind)).toEqual([
      'exchange',
      'ledger',
      'exchange',
      'ledger',
    ]);
    expect(witness?.story).toContain('made two movements "capture" at stripe');
  });

  test('accuses two captures of a single request', () => {
    const judgement = judgeOne((order) => {
      order.move('stripe', 'authorise', { amountMinor: 2468 });
      order.exchange(order.attempt('stripe', 'capture'), { moves: ['capture', 'capture'] });
    });
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test('accuses two objects made under one key', () => {
    const judgement = judgeOne((order) => {
      const create = order.attempt('stripe', 'create');
      order.exchange(create, { object: 'pi_1' });
      order.exchange(create, { object: 'pi_2' });
    });
    expect(resultOf(judgement, NAME).witnesses[0]?.story).toContain('made both pi_1 and pi_2');
  });

  test('allows a replay, a mismatch that was refused, and one key for two operations', () => {
    const judgement = judgeOne((order) => {
      const create = order.attempt('paypal', 'create', { key: 'one' });
      order.exchange(create);
      order.exchange(create, { isReplay: true });
      order.exchange(create, { status: 422, object: null, fingerprint: 'other' });
      const confirm = order.attempt('paypal', 'confirm', { key: 'one' });
      order.exchange(confirm, { moves: ['authorise', 'capture'] });
    });
    expect(resultOf(judgement, NAME)).toMatchObject({ checked: 1, violations: 0 });
  });
});
