import type { Order } from '../../harness/core/order.ts';
import { CUSTOMER_LIMITS, type Customer, type CustomerLimits } from './customer.ts';
import { JOURNEY_REGISTRY } from './registry.ts';

/**
 * Plays the order's journey from its first to its last event.
 *
 * @param intendedT when the arrival schedule wanted the customer to begin, on the customer's clock
 */
export async function playJourney(
  customer: Customer,
  order: Order,
  intendedT: number,
  limits: CustomerLimits = CUSTOMER_LIMITS,
): Promise<void> {
  const startT = customer.now();
  customer.emit({
    kind: 'client-started',
    t: startT,
    order: order.orderId,
    journey: order.journey,
    intendedT,
  });
  const visit = { customer, order, limits, endsAt: startT + limits.visitMs };
  await JOURNEY_REGISTRY[order.journey](visit);
  customer.emit({ kind: 'client-finished', t: customer.now(), order: order.orderId });
}
