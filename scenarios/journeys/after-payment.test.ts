import { describe, expect, it } from 'vitest';
import type { Order } from '../../harness/core/order.ts';
import { broken, createFakeCustomer, ORDER, paid, pending, view } from './fake-customer.fixture.ts';
import { playJourney } from './play.ts';

const capturing: Order = { ...ORDER, journey: 'pay-then-capture' };
const refunding: Order = { ...ORDER, journey: 'pay-then-refund' };
const authorised = { status: 201, body: view({ status: 'authorised' }) };
const refunded = { status: 200, body: view({ status: 'refunded' }) };

describe('pay then capture', () => {
  it('asks for a hold and captures it under a key of its own', async () => {
    const customer = createFakeCustomer((_sent, nth) => (nth === 0 ? authorised : paid()));
    await playJourney(customer, capturing, 1_000);
    expect(customer.sent).toMatchObject([
      { path: '/payments', body: { capture: 'manual' } },
      { path: '/payments/pay-1/capture', key: 'key-1.capture', body: {} },
    ]);
    expect(customer.answers().at(-1)?.claim?.status).toBe('paid');
  });

  it('captures nothing when there is no hold', async () => {
    const customer = createFakeCustomer(() => ({
      status: 402,
      body: view({ status: 'not-charged', reason: 'declined' }),
    }));
    await playJourney(customer, capturing, 1_000);
    expect(customer.sent).toHaveLength(1);
  });

  it('waits for a capture that is pending', async () => {
    const customer = createFakeCustomer(
      (_sent, nth) => [authorised, pending(3_000), pending(3_000), paid()][nth] ?? {},
    );
    await playJourney(customer, capturing, 1_000);
    expect(customer.answers().map(({ request }) => request)).toEqual([
      'pay',
      'capture',
      'poll',
      'poll',
    ]);
  });

  it('asks again with the same key when the capture left no trace', async () => {
    const customer = createFakeCustomer((sent, nth) => {
      if (nth === 0) return authorised;
      if (sent.method === 'GET') return { ...authorised, status: 200 };
      return nth === 1 ? broken() : paid();
    });
    await playJourney(customer, capturing, 1_000);
    const captures = customer.answers().filter(({ request }) => request === 'capture');
    expect(captures.map(({ key, failure }) => [key, failure])).toEqual([
      ['key-1.capture', 'connection'],
      ['key-1.capture', null],
    ]);
  });
});

describe('pay then refund', () => {
  it('gives back what was paid under a key of its own', async () => {
    const customer = createFakeCustomer((_sent, nth) => (nth === 0 ? paid() : refunded));
    await playJourney(customer, refunding, 1_000);
    expect(customer.sent[1]).toMatchObject({ path: '/payments/pay-1/refund', key: 'key-1.refund' });
    expect(customer.answers().at(-1)?.claim?.status).toBe('refunded');
  });

  it('refunds nothing that was not paid', async () => {
    const customer = createFakeCustomer(() => ({
      status: 402,
      body: view({ status: 'not-charged', reason: 'declined' }),
    }));
    await playJourney(customer, refunding, 1_000);
    expect(customer.sent).toHaveLength(1);
  });
});

describe('poll accepted', () => {
  it('comes back once more after a final answer', async () => {
    const customer = createFakeCustomer(paid);
    await playJourney(customer, { ...ORDER, journey: 'poll-accepted' }, 1_000);
    expect(customer.answers().map(({ request }) => request)).toEqual(['pay', 'poll']);
  });
});
