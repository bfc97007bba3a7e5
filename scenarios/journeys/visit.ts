import type { Claim } from '../../harness/core/claim.ts';
import type { ClientAnswered, ClientRequest } from '../../harness/core/events.ts';
import type { Order } from '../../harness/core/order.ts';
import { claimOf } from '../../harness/core/target-api.ts';
import type { Customer, CustomerLimits } from './customer.ts';

// One customer's visit to the shop. Every request goes through `ask`, so that none goes unlogged
// and none outlives the visit.

export interface Visit {
  readonly customer: Customer;
  readonly order: Order;
  readonly limits: CustomerLimits;
  /** After this time nothing more is asked. */
  readonly endsAt: number;
}

/** What the customer knows after a request. */
export interface Told {
  readonly status: number;
  readonly failure: ClientAnswered['failure'];
  readonly claim: Claim | null;
  /** The payment's id, where this answer or an earlier one told it. */
  readonly payment: string | null;
}

export interface Question {
  readonly request: ClientRequest;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly key: string | null;
  readonly body: unknown;
  readonly tab: number;
  /** The customer closes the tab after this time; absent: waits as long as limits allow. */
  readonly patienceMs?: number;
}

/** A request that starts at the very end of a visit still gets this long. */
export const LAST_REQUEST_MS = 500;

export async function ask(visit: Visit, question: Question): Promise<Told> {
  const { customer, order, limits } = visit;
  const startT = customer.now();
  const remainingMs = Math.max(visit.endsAt - startT, LAST_REQUEST_MS);
  const waitMs = Math.min(question.patienceMs ?? limits.requestTimeoutMs, remainingMs);
  const answer = await customer.request(question.method, question.path, {
    key: question.key,
    body: question.body,
    timeoutMs: waitMs,
  });
  const isGivenUp = answer.failure === 'timeout' && question.patienceMs !== undefined;
  const told: Told = {
    status: answer.status,
    failure: isGivenUp ? 'gave-up' : answer.failure,
    claim: answer.failure === null ? claimOf(answer.body) : null,
    payment: paymentIdOf(answer.body),
  };
  customer.emit({
    kind: 'client-answered',
    t: customer.now(),
    order: order.orderId,
    request: question.request,
    key: question.key,
    tab: question.tab,
    startT,
    ...told,
  });
  return told;
}

export const hasTimeLeft = (visit: Visit): boolean => visit.customer.now() < visit.endsAt;

function paymentIdOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('paymentId' in body)) return null;
  return typeof body.paymentId === 'string' ? body.paymentId : null;
}
