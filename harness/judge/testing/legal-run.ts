import type { RunEvent } from '../../core/events.ts';
import type { Order } from '../../core/order.ts';
import { createRandom } from '../../core/random.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { JudgeInput } from '../judgement.ts';
import { EXAMPLE_SCENARIO, exampleOrder, examplePhases } from './example-scenario.ts';
import { LEGAL_STORIES, type StoryName } from './legal-stories.ts';
import { closeScript, createRunScript, OrderScript } from './run-script.ts';

/** Mostly plain sailing, as in a run of a healthy service under a fault. */
const MIX: readonly StoryName[] = [
  ...Array.from<StoryName>({ length: 12 }).fill('paid'),
  'declined',
  'held and captured',
  'refunded',
  'answer lost, replayed under the same key',
  'pending, then found paid',
  'fenced by a void, paid elsewhere',
  'turned away, paid elsewhere',
  'second tab under a new key',
];

/** A run in which every promise is kept: fast to make, the same for the same seed. */
export function createLegalRun(payments: number, seed = 1): JudgeInput {
  const random = createRandom(seed, 'legal-run');
  const script = createRunScript();
  const orders: Order[] = [];
  const scenario = scenarioFor(payments);
  for (let index = 0; index < payments; index += 1) {
    const { journey, card, tell } = LEGAL_STORIES[random.pick(MIX)];
    const order = exampleOrder({
      orderId: `ord-${String(index).padStart(6, '0')}`,
      journey,
      card,
      amountMinor: random.integer(100, 50_000),
    });
    orders.push(order);
    script.t = (index * 1000) / scenario.load.arrival.ratePerSecond;
    tell(new OrderScript(script, order));
  }
  return inputOf(scenario, orders, closeScript(script));
}

/** Wraps events by hand into what the judge is given. */
export function inputOf(
  scenario: Scenario,
  orders: readonly Order[],
  events: readonly RunEvent[],
): JudgeInput {
  const iterations = orders.length;
  return {
    scenario,
    seed: 1,
    phases: examplePhases(scenario),
    events,
    orders,
    load: {
      plannedIterations: iterations,
      completedIterations: iterations,
      droppedIterations: 0,
      interruptedIterations: 0,
    },
    isSettled: true,
    sources: ['client', ...scenario.gateways.map((name) => `gateway:${name}` as const), 'service'],
  };
}

function scenarioFor(payments: number) {
  const thirdMs = 20_000;
  const ratePerSecond = Math.max(1, payments / ((3 * thirdMs) / 1000));
  return {
    ...EXAMPLE_SCENARIO,
    load: { ...EXAMPLE_SCENARIO.load, arrival: { kind: 'constant', ratePerSecond } },
    timeline: { baselineMs: thirdMs, faultMs: thirdMs, recoveryMs: thirdMs, drainMs: 10_000 },
    objectives: [
      { name: 'goodput', phase: 'fault', bound: { atLeast: 0.9 } },
      { name: 'latency-p95', phase: 'fault', bound: { atMost: 2000 } },
      { name: 'latency-p99', phase: 'recovery', bound: { atMost: 2000 } },
      { name: 'recovery-time', phase: 'recovery', bound: { atMost: 5000 } },
    ],
  } as const satisfies Scenario;
}
