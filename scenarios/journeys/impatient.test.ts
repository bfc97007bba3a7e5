import { describe, expect, it } from 'vitest';
import type { Order } from '../../harness/core/order.ts';
import { createFakeCustomer, ORDER, paid, pending, timedOut } from './fake-customer.fixture.ts';
import { playJourney } from './play.ts';

const impatient: Order = { ...ORDER, journey: 'impatient-new-key', patienceMs: 600 };
const sameKey: Order = { ...impatient, journey: 'impatient-same-key', keys: ['key-1', 'key-1'] };

describe('an impatient customer', () => {
  it('closes the first tab when patience ends and says so', async () => {
    const customer = createFakeCustomer((_sent, nth) => (nth === 0 ? timedOut() : paid()));
    await playJourney(customer, impatient, 1_000);
    expect(customer.sent[0]?.timeoutMs).toBe(600);
    expect(customer.answers()[0]).toMatchObject({ failure: 'gave-up', tab: 0, t: 1_600 });
  });

  it('submits the same order from a second tab with a new key', async () => {
    const customer = createFakeCustomer((_sent, nth) => (nth === 0 ? timedOut() : paid()));
    await playJourney(customer, impatient, 1_000);
    const [first, second] = customer.sent;
    expect(second?.body).toEqual(first?.body);
    expect(customer.answers()[1]).toMatchObject({ request: 'pay', tab: 1, key: 'key-2' });
  });

  it('submits it with the same key where the shop keeps the key with the basket', async () => {
    const customer = createFakeCustomer((_sent, nth) => (nth === 0 ? timedOut() : paid()));
    await playJourney(customer, sameKey, 1_000);
    expect(customer.sent.map(({ key }) => key)).toEqual(['key-1', 'key-1']);
  });

  it('polls from the second tab', async () => {
    const customer = createFakeCustomer(
      (_sent, nth) => [timedOut(), pending(3_000), paid()][nth] ?? {},
    );
    await playJourney(customer, impatient, 1_000);
    expect(customer.answers().map(({ request, tab }) => [request, tab])).toEqual([
      ['pay', 0],
      ['pay', 1],
      ['poll', 1],
    ]);
  });

  it('does not believe in "pending" and presses "pay" in another tab', async () => {
    const customer = createFakeCustomer((_sent, nth) => (nth === 0 ? pending(5_000) : paid()));
    await playJourney(customer, impatient, 1_000);
    expect(customer.answers().map(({ tab }) => tab)).toEqual([0, 1]);
  });

  it('stays in the first tab when it is answered in time', async () => {
    const customer = createFakeCustomer(paid);
    await playJourney(customer, impatient, 1_000);
    expect(customer.sent).toHaveLength(1);
  });
});
