import { describe, expect, test } from 'vitest';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';

const NAME = 'key-before-call';

describe(NAME, () => {
  test('accuses a key that a gateway saw and the service never stored', () => {
    const judgement = judgeOne((order) => {
      const confirm = order.attempt('stripe', 'confirm');
      order.exchange({ ...confirm, key: 'made-up-on-the-way' });
    });
    const [witness] = resultOf(judgement, NAME).witnesses;
    expect(witness?.story).toContain('made-up-on-the-way');
    expect(witness?.events.map(({ kind }) => kind)).toEqual(['exchange', 'attempt-started']);
  });

  test('asks for no key of a retrieve', () => {
    const judgement = judgeOne((order) => {
      order.exchange({ ...order.attempt('stripe', 'retrieve'), key: 'x' });
    });
    expect(brokenIn(judgement)).not.toContain(NAME);
  });

  test('finds a key that was stored under another order', () => {
    const judgement = judgeOne((order) => {
      const confirm = order.attempt('stripe', 'confirm', { order: 'o2' });
      order.exchange(confirm);
    });
    expect(resultOf(judgement, NAME)).toMatchObject({ checked: 1, violations: 0 });
  });

  test('is not judged without an audit trail', () => {
    const judgement = judgeOne(
      (order) => order.exchange({ ...order.attempt('stripe', 'confirm'), key: 'x' }),
      { forge: (events) => events.filter(({ source }) => source !== 'service') },
    );
    expect(resultOf(judgement, NAME).judged).toBe(false);
  });
});
