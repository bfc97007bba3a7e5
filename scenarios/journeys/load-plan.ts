import type { Order } from '../../harness/core/order.ts';
import type { Policy } from '../../harness/core/policy.ts';
import {
  type Arrival,
  type Load,
  phaseStarts,
  type Timeline,
} from '../../harness/core/scenario.ts';
import { createArrivalSchedule } from './arrival-schedule.ts';
import { CUSTOMER_LIMITS, type CustomerLimits } from './customer.ts';
import { LAST_REQUEST_MS } from './visit.ts';

/** What Node tells the load generator: one JSON file, named by `PAYDRILL_PLAN`. */
export interface LoadPlan {
  readonly version: 1;
  /** Base URL of the payment service, without a slash at the end. */
  readonly targetUrl: string;
  /** Absolute path of a JSON array of `FlatOrder`, one an iteration. */
  readonly ordersFile: string;
  /** Absolute path that k6's summary is written to. */
  readonly summaryFile: string;
  readonly arrival: Arrival;
  readonly loadMs: number;
  readonly plannedIterations: number;
  /** Customers at once at most; all of them are initialised before the load starts. */
  readonly virtualUsers: number;
  /** How long customers may go on after the last arrival. */
  readonly gracefulStopMs: number;
  readonly limits: CustomerLimits;
}

export interface LoadPlanOptions {
  readonly targetUrl: string;
  readonly ordersFile: string;
  readonly summaryFile: string;
  readonly load: Load;
  readonly timeline: Timeline;
  readonly policy: Policy;
  readonly limits?: CustomerLimits;
}

const GRACE_MS = 1_000;

export function createLoadPlan(options: LoadPlanOptions): LoadPlan {
  const limits = options.limits ?? CUSTOMER_LIMITS;
  const loadMs = phaseStarts(options.timeline).loadEndMs;
  const schedule = createArrivalSchedule(options.load.arrival, loadMs);
  return {
    version: 1,
    targetUrl: options.targetUrl.replace(/\/+$/, ''),
    ordersFile: options.ordersFile,
    summaryFile: options.summaryFile,
    arrival: options.load.arrival,
    loadMs,
    plannedIterations: schedule.plannedIterations,
    virtualUsers: Math.min(
      customersAtOnce(schedule.peakRatePerSecond, options.policy, limits),
      schedule.plannedIterations,
    ),
    gracefulStopMs: limits.visitMs + LAST_REQUEST_MS + GRACE_MS,
    limits,
  };
}

// Little's law with the longest visit. A service that answers in its deadline and keeps its promise
// bounds the visit; one that waits for ever leaves it to the customer.
function customersAtOnce(peakRate: number, policy: Policy, limits: CustomerLimits): number {
  const isBounded = policy.attemptTimeoutMs !== null;
  const promisedMs = Math.min(policy.degradation.promisedWithinMs, limits.pollForMs);
  const visitMs = isBounded
    ? Math.min(policy.deadlineMs + promisedMs + GRACE_MS, limits.visitMs)
    : limits.visitMs + LAST_REQUEST_MS;
  return Math.ceil((peakRate * visitMs) / 1000) + SPARE_CUSTOMERS;
}

const SPARE_CUSTOMERS = 10;

/** An order without nested arrays: k6 copies those for every virtual user. */
export type FlatOrder = Omit<Order, 'customer' | 'keys'> & {
  readonly name: string;
  readonly email: string;
  readonly firstKey: string;
  readonly secondKey: string;
};

export function flattenOrder({ customer, keys, ...order }: Order): FlatOrder {
  return { ...order, ...customer, firstKey: keys[0], secondKey: keys[1] };
}

export function inflateOrder({ name, email, firstKey, secondKey, ...order }: FlatOrder): Order {
  return { ...order, customer: { name, email }, keys: [firstKey, secondKey] };
}
