import { describe, expect, it } from 'vitest';
import type { PayRequest } from '../../harness/core/target-api.ts';
import { payRequestOf } from './checkout.ts';
import {
  broken,
  createFakeCustomer,
  notFound,
  ORDER,
  paid,
  pending,
  timedOut,
  view,
} from './fake-customer.fixture.ts';
import { playJourney } from './play.ts';

describe('checking out', () => {
  it('sends the order with its key and a test card', async () => {
    const customer = createFakeCustomer(paid);
    await playJourney(customer, ORDER, 1_000);
    expect(customer.sent).toMatchObject([
      {
        method: 'POST',
        path: '/payments',
        key: 'key-1',
        body: {
          orderId: 'order-1',
          amountMinor: 1_999,
          currency: 'EUR',
          capture: 'automatic',
          card: { number: '4242424242424242', cvc: '123' },
        } satisfies Partial<Omit<PayRequest, 'card'>> & { card: object },
      },
    ]);
  });

  it('types four digits for a card that has four', () => {
    expect(payRequestOf({ ...ORDER, card: 'amex' }, 'automatic').card.cvc).toBe('1234');
  });

  it('polls a pending payment by its id until it is final', async () => {
    const customer = createFakeCustomer((_sent, nth) => (nth < 3 ? pending(5_000) : paid()));
    await playJourney(customer, ORDER, 1_000);
    expect(customer.sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /payments',
      'GET /payments/pay-1',
      'GET /payments/pay-1',
      'GET /payments/pay-1',
    ]);
    expect(customer.answers().at(-1)?.claim?.status).toBe('paid');
  });

  it('stops polling when the promised time has passed, after a last look', async () => {
    const customer = createFakeCustomer(() => pending(2_000));
    await playJourney(customer, ORDER, 1_000);
    const lastPollAt = customer.sent.at(-1)?.t ?? 0;
    expect(lastPollAt).toBe(1_010 + 2_000);
  });

  it('is not put off by a poll that fails', async () => {
    const customer = createFakeCustomer(
      (_sent, nth) => [pending(5_000), broken(), paid()][nth] ?? {},
    );
    await playJourney(customer, ORDER, 1_000);
    expect(customer.answers().map(({ failure }) => failure)).toEqual([null, 'connection', null]);
    expect(customer.sent.at(-1)?.path).toBe('/payments/pay-1');
  });

  it('looks the order up when the submission was not answered', async () => {
    const customer = createFakeCustomer((_sent, nth) => (nth === 0 ? timedOut() : paid()));
    await playJourney(customer, ORDER, 1_000);
    expect(customer.sent[1]?.path).toBe('/payments?orderId=order-1');
    expect(customer.sent).toHaveLength(2);
  });

  it('submits again with the same key when the shop has no trace of the order', async () => {
    const customer = createFakeCustomer((_sent, nth) => [broken(), notFound(), paid()][nth] ?? {});
    await playJourney(customer, ORDER, 1_000);
    expect(customer.sent.map(({ method, key }) => [method, key])).toEqual([
      ['POST', 'key-1'],
      ['GET', null],
      ['POST', 'key-1'],
    ]);
  });

  it('gives up after three more submissions that nobody has a trace of', async () => {
    const customer = createFakeCustomer((sent) => (sent.method === 'POST' ? broken() : notFound()));
    await playJourney(customer, ORDER, 1_000);
    expect(customer.sent.filter(({ method }) => method === 'POST')).toHaveLength(4);
  });

  it('takes a refused request as the end of it', async () => {
    const customer = createFakeCustomer(() => ({ status: 400, body: { error: { code: 'X' } } }));
    await playJourney(customer, ORDER, 1_000);
    expect(customer.sent).toHaveLength(1);
  });

  it('follows an order that is in flight under the same key', async () => {
    const customer = createFakeCustomer((_sent, nth) =>
      nth === 0 ? { status: 409, body: { error: { code: 'IN_FLIGHT' } } } : paid(),
    );
    await playJourney(customer, ORDER, 1_000);
    expect(customer.answers().at(-1)?.claim?.status).toBe('paid');
  });

  it('believes a no', async () => {
    const customer = createFakeCustomer(() => ({
      status: 503,
      body: view({ status: 'not-charged', reason: 'unavailable' }),
    }));
    await playJourney(customer, ORDER, 1_000);
    expect(customer.sent).toHaveLength(1);
    expect(customer.answers()[0]?.claim?.status).toBe('not-charged');
  });

  it('does not take a cut or foreign body for a claim', async () => {
    const customer = createFakeCustomer((_sent, nth) =>
      nth === 0 ? { ...paid(), failure: 'malformed' } : paid(),
    );
    await playJourney(customer, ORDER, 1_000);
    expect(customer.answers()[0]).toMatchObject({ failure: 'malformed', claim: null });
    expect(customer.sent).toHaveLength(2);
  });
});
