import { describe, expect, test } from 'vitest';
import { EXAMPLE_POLICY } from '../testing/example-scenario.ts';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';
import type { OrderScript } from '../testing/run-script.ts';

const NAME = 'fenced-failover';
const SECOND_HOLD = {
  policy: { ...EXAMPLE_POLICY, failover: { kind: 'second-hold', maxProviders: 2 } },
} as const;

function confirmAtPaypal(order: OrderScript): void {
  const confirm = order.attempt('paypal', 'confirm');
  order.exchange(confirm, { moves: ['authorise', 'capture'] });
  order.end(confirm, 'approved');
}

describe(NAME, () => {
  test('accuses a move to another provider while the first is unknown', () => {
    const judgement = judgeOne((order) => {
      const confirm = order.attempt('stripe', 'confirm');
      order.exchange(confirm, { moves: ['authorise', 'capture'], status: null });
      order.end(confirm, 'unknown', { code: 'timeout' });
      confirmAtPaypal(order);
    });
    const [witness] = resultOf(judgement, NAME).witnesses;
    expect(witness?.story).toBe(
      'Order o1 was sent to paypal while the confirm at stripe was unknown (timeout) and nothing had fenced it off.',
    );
    expect(witness?.events.map(({ kind }) => kind)).toEqual([
      'attempt-started',
      'attempt-ended',
      'attempt-started',
      'ledger',
    ]);
  });

  test('accuses a move whose fence came too late', () => {
    const judgement = judgeOne((order) => {
      order.end(order.attempt('stripe', 'confirm'), 'unknown');
      confirmAtPaypal(order);
      order.fence('stripe', 'cancelled');
    });
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test('takes no retry that was turned away for proof about the try before it', () => {
    const judgement = judgeOne((order) => {
      order.end(order.attempt('stripe', 'confirm'), 'unknown');
      order.end(order.attempt('stripe', 'confirm', { retry: 1 }), 'not-processed');
      confirmAtPaypal(order);
    });
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test.each(['not-processed', 'refused', 'declined'] as const)(
    'accuses a "%s" that the ledger of the earlier provider contradicts',
    (outcome) => {
      const judgement = judgeOne((order) => {
        const confirm = order.attempt('stripe', 'confirm');
        order.end(confirm, outcome);
        order.exchange(confirm, { moves: ['authorise'], status: 503 });
        confirmAtPaypal(order);
      });
      const [witness] = resultOf(judgement, NAME).witnesses;
      expect(witness?.story).toContain('it held 12.34 EUR on pi_o1 all the same');
      expect(witness?.events).toHaveLength(4);
    },
  );

  test('accuses a void that did not keep the earlier provider from taking the money', () => {
    const judgement = judgeOne((order) => {
      const confirm = order.attempt('stripe', 'confirm');
      order.end(confirm, 'unknown');
      order.end(order.attempt('stripe', 'void', { purpose: 'fence' }), 'approved');
      order.fence('stripe', 'voided');
      order.exchange(confirm, { moves: ['authorise', 'capture'] });
      confirmAtPaypal(order);
    });
    expect(resultOf(judgement, NAME).witnesses[0]?.story).toContain('it took 12.34 EUR on pi_o1');
  });

  test.each(['not-processed', 'refused', 'declined'] as const)(
    'allows a move after a definite "%s"',
    (outcome) => {
      const judgement = judgeOne((order) => {
        order.end(order.attempt('stripe', 'confirm'), outcome);
        confirmAtPaypal(order);
      });
      expect(resultOf(judgement, NAME)).toMatchObject({ checked: 1, violations: 0 });
    },
  );

  test('allows a move behind a fence, whose hold was let go', () => {
    const judgement = judgeOne((order) => {
      const confirm = order.attempt('stripe', 'confirm');
      order.exchange(confirm, { moves: ['authorise'], status: null });
      order.end(confirm, 'unknown');
      order.fence('stripe', 'voided');
      order.move('stripe', 'void');
      confirmAtPaypal(order);
    });
    expect(resultOf(judgement, NAME)).toMatchObject({ checked: 1, violations: 0 });
  });

  test('allows an unconfirmed object to be left behind: it can take nothing', () => {
    const judgement = judgeOne((order) => {
      order.end(order.attempt('stripe', 'create'), 'unknown');
      confirmAtPaypal(order);
    });
    expect(resultOf(judgement, NAME)).toMatchObject({ checked: 0, violations: 0 });
  });

  test('allows a second hold where the policy takes only one of them', () => {
    const hold = (second: 'void' | 'capture') =>
      judgeOne(
        (order) => {
          const first = order.attempt('stripe', 'confirm');
          order.exchange(first, { moves: ['authorise'], status: null });
          order.end(first, 'unknown');
          confirmAtPaypal(order);
          order.move('stripe', second);
        },
        { scenario: SECOND_HOLD },
      );
    expect(brokenIn(hold('void'))).not.toContain(NAME);
    expect(brokenIn(hold('capture'))).toContain(NAME);
  });
});
