import { describe, expect, it } from 'vitest';
import { JOURNEYS } from '../../harness/core/order.ts';
import { createFakeCustomer, ORDER, paid, pending, timedOut } from './fake-customer.fixture.ts';
import { CUSTOMER_LIMITS } from './customer.ts';
import { playJourney } from './play.ts';
import { LAST_REQUEST_MS } from './visit.ts';

describe('a journey', () => {
  it('writes when it began, what was answered and that it is over', async () => {
    const customer = createFakeCustomer(paid);
    await playJourney(customer, ORDER, 990);
    expect(customer.events).toEqual([
      { kind: 'client-started', t: 1_000, order: 'order-1', journey: 'pay', intendedT: 990 },
      {
        kind: 'client-answered',
        t: 1_010,
        order: 'order-1',
        request: 'pay',
        key: 'key-1',
        tab: 0,
        startT: 1_000,
        status: 201,
        failure: null,
        claim: {
          status: 'paid',
          amountMinor: 1_999,
          currency: 'EUR',
          provider: 'stripe',
          providerReference: 'pi_1',
        },
        payment: 'pay-1',
      },
      { kind: 'client-finished', t: 1_010, order: 'order-1' },
    ]);
  });

  it.each(JOURNEYS)('%s ends in time when nothing is ever answered', async (journey) => {
    const customer = createFakeCustomer(timedOut);
    await playJourney(customer, { ...ORDER, journey }, 1_000);
    expect(customer.now() - 1_000).toBeLessThanOrEqual(CUSTOMER_LIMITS.visitMs + LAST_REQUEST_MS);
    expect(customer.events.at(-1)?.kind).toBe('client-finished');
  });

  it.each(JOURNEYS)('%s ends in time when everything stays pending', async (journey) => {
    const customer = createFakeCustomer(() => pending(60_000));
    await playJourney(customer, { ...ORDER, journey }, 1_000);
    expect(customer.now() - 1_000).toBeLessThanOrEqual(CUSTOMER_LIMITS.visitMs + LAST_REQUEST_MS);
    expect(customer.sent.length).toBeLessThan(30);
  });
});
