import {
  PAYMENT_STATES,
  type Coverage,
  type CoveragePair,
  type PaymentState,
} from '../../core/campaign.ts';
import type { AttemptStarted, RunEvent } from '../../core/events.ts';
import type { ScheduledFault, Scenario } from '../../core/scenario.ts';
import { callsInJournals } from './calls-in-journals.ts';

// Which faults met payments in which state: a campaign whose faults never met a capture says
// nothing about captures, however many seeds it ran.

interface Call {
  readonly state: PaymentState;
  readonly started: AttemptStarted;
  readonly endT: number;
}

export function measureCoverage(scenario: Scenario, events: readonly RunEvent[]): Coverage {
  const hasTrail = events.some(({ kind }) => kind === 'attempt-started');
  const calls = callsOf(hasTrail ? events : callsInJournals(events));
  return Object.fromEntries(
    scenario.faults.map((fault) => [fault.name, count(metBy(fault, calls, events))]),
  );
}

/** Of two runs together. */
export function addCoverage(one: Coverage, other: Coverage): Coverage {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    names.map((name) => {
      const states = PAYMENT_STATES.map(
        (state) => [state, (one[name]?.[state] ?? 0) + (other[name]?.[state] ?? 0)] as const,
      );
      return [name, fromStates(states)];
    }),
  );
}

/** Pairs that this scenario can reach at all: its journeys, its policy, the fault's operations. */
export function possiblePairs(scenario: Scenario): readonly CoveragePair[] {
  return scenario.faults.flatMap((fault) =>
    PAYMENT_STATES.filter((state) => isPossible(scenario, fault, state)).map((state) => ({
      fault: fault.name,
      state,
    })),
  );
}

function isPossible(scenario: Scenario, fault: ScheduledFault, state: PaymentState): boolean {
  const { policy, load, gateways } = scenario;
  const canMeet = (...operations: readonly string[]): boolean =>
    fault.layer !== 'gateway' ||
    fault.operations.length === 0 ||
    fault.operations.some((operation) => operations.includes(operation));
  const canFailOver = policy.failover.kind !== 'none' && gateways.length > 1;
  switch (state) {
    case 'paying':
      return canMeet('create', 'confirm');
    case 'paying-again':
      return policy.retry.maxAttempts > 1 && canMeet('create', 'confirm');
    case 'paying-elsewhere':
      return canFailOver && canMeet('create', 'confirm');
    case 'capturing':
      return (load.journeys['pay-then-capture'] ?? 0) > 0 && canMeet('capture');
    case 'refunding':
      return (load.journeys['pay-then-refund'] ?? 0) > 0 && canMeet('refund');
    case 'fencing':
      return canFailOver && canMeet('retrieve', 'void');
    default:
      return policy.reconcile.isEnabled && canMeet('retrieve');
  }
}

function callsOf(events: readonly RunEvent[]): readonly Call[] {
  const ends = new Map<string, number>();
  for (const event of events) if (event.kind === 'attempt-ended') ends.set(event.attempt, event.t);
  const firstProvider = new Map<string, string>();
  const calls: Call[] = [];
  for (const event of events) {
    if (event.kind !== 'attempt-started') continue;
    if (!firstProvider.has(event.payment)) firstProvider.set(event.payment, event.provider);
    const isElsewhere = firstProvider.get(event.payment) !== event.provider;
    // One that never ended was cut off with its process.
    const endT = ends.get(event.attempt) ?? event.t;
    calls.push({ state: stateOf(event, isElsewhere), started: event, endT });
  }
  return calls;
}

function stateOf({ purpose, retry }: AttemptStarted, isElsewhere: boolean): PaymentState {
  switch (purpose) {
    case 'pay':
      if (isElsewhere) return 'paying-elsewhere';
      return retry > 0 ? 'paying-again' : 'paying';
    case 'capture':
      return 'capturing';
    case 'refund':
      return 'refunding';
    case 'fence':
      return 'fencing';
    case 'reconcile':
      return 'reconciling';
    default:
      return 'repairing';
  }
}

function metBy(
  fault: ScheduledFault,
  calls: readonly Call[],
  events: readonly RunEvent[],
): readonly Call[] {
  if (fault.layer === 'gateway') return metAtGateway(fault.name, calls, events);
  const window = windowOf(fault.name, events);
  if (window === null) return [];
  return calls.filter(({ started, endT }) => {
    if (fault.layer === 'network' && started.provider !== fault.gateway) return false;
    // A process fault meets what is in flight at its moment; the network one, all that follows.
    const untilT = fault.layer === 'process' ? window.startT : window.endT;
    return started.t <= untilT && (endT >= window.startT || endT === started.t);
  });
}

/** The gateway's journal names the faults; the call is the last that the service began before. */
function metAtGateway(
  fault: string,
  calls: readonly Call[],
  events: readonly RunEvent[],
): readonly Call[] {
  const byOrder = Map.groupBy(
    calls,
    ({ started }) => `${started.order} ${started.provider} ${started.operation}`,
  );
  return events.flatMap((event) => {
    if (event.kind !== 'exchange' || !event.faults.includes(fault)) return [];
    const provider = event.source.slice('gateway:'.length);
    // A token is fetched for whoever is waiting for it.
    if (event.order === null) {
      return calls.filter(
        ({ started, endT }) =>
          started.provider === provider && started.t <= event.t && event.t <= endT,
      );
    }
    const candidates = byOrder.get(`${event.order} ${provider} ${event.operation}`) ?? [];
    const met = candidates.findLast(({ started }) => started.t <= event.t);
    return met === undefined ? [] : [met];
  });
}

function windowOf(
  fault: string,
  events: readonly RunEvent[],
): { readonly startT: number; readonly endT: number } | null {
  let startT: number | null = null;
  let endT = Number.POSITIVE_INFINITY;
  for (const event of events) {
    if (event.kind !== 'fault' || event.fault !== fault) continue;
    if (event.action === 'armed') startT ??= event.t;
    if (event.action === 'cleared') endT = event.t;
  }
  return startT === null ? null : { startT, endT };
}

function count(calls: readonly Call[]): Readonly<Record<PaymentState, number>> {
  return fromStates(
    PAYMENT_STATES.map(
      (state) => [state, calls.filter((call) => call.state === state).length] as const,
    ),
  );
}

const fromStates = (
  states: readonly (readonly [PaymentState, number])[],
): Readonly<Record<PaymentState, number>> => {
  const counts: Record<PaymentState, number> = {
    paying: 0,
    'paying-again': 0,
    'paying-elsewhere': 0,
    capturing: 0,
    refunding: 0,
    fencing: 0,
    reconciling: 0,
    repairing: 0,
  };
  for (const [state, number] of states) counts[state] = number;
  return counts;
};
