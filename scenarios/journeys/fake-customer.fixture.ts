import type { ClientAnswered, ClientEvent, Unnumbered } from '../../harness/core/events.ts';
import type { Order } from '../../harness/core/order.ts';
import type { PaymentView } from '../../harness/core/target-api.ts';
import type { Answer, Customer, RequestOptions } from './customer.ts';

// A customer whose clock moves only when the journey waits, against a shop that a test writes as a
// function.

export interface Sent extends RequestOptions {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly t: number;
}

export type Shop = (sent: Sent, nth: number) => Partial<Answer>;

export interface FakeCustomer extends Customer {
  readonly sent: readonly Sent[];
  readonly events: readonly Unnumbered<ClientEvent>[];
  readonly answers: () => readonly Unnumbered<ClientAnswered>[];
}

/** Every answer takes 10 ms unless the shop says otherwise; a timeout takes what was allowed. */
export function createFakeCustomer(shop: Shop): FakeCustomer {
  let now = 1_000;
  const sent: Sent[] = [];
  const events: Unnumbered<ClientEvent>[] = [];
  return {
    sent,
    events,
    answers: () => events.filter((event) => event.kind === 'client-answered'),
    now: () => now,
    emit: (event) => {
      events.push(event);
    },
    sleep: async (ms) => {
      now += ms;
    },
    request: async (method, path, options) => {
      const request = { method, path, t: now, ...options };
      sent.push(request);
      const answer = { status: 200, body: null, failure: null, ...shop(request, sent.length - 1) };
      const usualMs = answer.failure === 'timeout' ? options.timeoutMs : 10;
      const durationMs = answer.durationMs ?? usualMs;
      now += durationMs;
      return { ...answer, durationMs };
    },
  };
}

export const ORDER: Order = {
  orderId: 'order-1',
  journey: 'pay',
  amountMinor: 1_999,
  currency: 'EUR',
  locale: 'de-DE',
  customer: { name: 'Erika Muster', email: 'erika@example.com' },
  card: 'visa',
  keys: ['key-1', 'key-2'],
  patienceMs: 600,
};

export function view(changes: Partial<PaymentView> = {}): PaymentView {
  return {
    paymentId: 'pay-1',
    orderId: ORDER.orderId,
    status: 'paid',
    amountMinor: ORDER.amountMinor,
    currency: ORDER.currency,
    provider: 'stripe',
    providerReference: 'pi_1',
    reason: null,
    degraded: false,
    promisedWithinMs: null,
    message: 'Thank you.',
    nextStep: 'Nothing to do.',
    alternatives: [],
    ...changes,
  };
}

export const paid = (): Partial<Answer> => ({ status: 201, body: view() });
export const pending = (promisedWithinMs: number): Partial<Answer> => ({
  status: 202,
  body: view({ status: 'pending', promisedWithinMs }),
});
export const timedOut = (): Partial<Answer> => ({ status: 0, failure: 'timeout' });
export const broken = (): Partial<Answer> => ({ status: 0, failure: 'connection' });
export const notFound = (): Partial<Answer> => ({
  status: 404,
  body: { error: { code: 'NOT_FOUND', message: 'no such order', nextStep: 'pay' } },
});
