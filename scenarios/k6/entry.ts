import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
import type { ClientEvent, Unnumbered } from '../../harness/core/events.ts';
import { createArrivalSchedule } from '../journeys/arrival-schedule.ts';
import { type FlatOrder, inflateOrder, type LoadPlan } from '../journeys/load-plan.ts';
import { playJourney } from '../journeys/play.ts';
import { createK6Customer } from './k6-customer.ts';
import { optionsOf } from './k6-scenario.ts';

// What k6 runs. One iteration is one customer with one order, and writes each of the customer's
// events as a line of JSON on the console; k6 sends that to a file (--console-output).

const plan = JSON.parse(open(__ENV['PAYDRILL_PLAN'] ?? '')) as LoadPlan;
const orders = new SharedArray('orders', () => JSON.parse(open(plan.ordersFile)) as FlatOrder[]);
const schedule = createArrivalSchedule(plan.arrival, plan.loadMs);

/** Lets the harness tell whether every line that was written also arrived. */
const eventsWritten = new Counter('paydrill_events');

/** k6 starts a few iterations more than were planned; this counts those that had an order. */
const customersServed = new Counter('paydrill_customers');

/** What a customer did in one go is written at once, before anything is waited for. */
let unwritten: string[] = [];

function write(): void {
  if (unwritten.length === 0) return;
  console.log(unwritten.join('\n'));
  eventsWritten.add(unwritten.length);
  unwritten = [];
}

const customer = createK6Customer(plan.targetUrl, {
  emit: (event: Unnumbered<ClientEvent>) => {
    unwritten.push(JSON.stringify(event));
  },
  beforeWaiting: write,
});

export const options = optionsOf(plan);

export default async function play(): Promise<void> {
  const iteration = exec.scenario.iterationInTest;
  const order = orders[iteration];
  if (order === undefined) return;
  const intendedT = exec.scenario.startTime + schedule.offsetMs(iteration);
  try {
    await playJourney(customer, inflateOrder(order), intendedT, plan.limits);
  } finally {
    write();
  }
  customersServed.add(1);
}

export function handleSummary(data: unknown): Record<string, string> {
  return { [plan.summaryFile]: JSON.stringify(data) };
}
