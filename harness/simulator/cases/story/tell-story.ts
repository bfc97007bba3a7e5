import type { RunEvent } from '../../../core/events.ts';
import type { RunRecord } from '../../../core/record.ts';
import {
  brokenInvariants,
  describeEvent,
  describeObjective,
  formatCount,
  formatMs,
} from '../../../../reports/index.ts';
import type { SimulatedOutcome, SimulatedRun } from '../../drill/simulated-run.ts';
import { describeFailure, witnessOrders } from '../../search/failure.ts';
import { addEntry, describeBalance, describeTold, EMPTY_BALANCE, type Balance } from './balance.ts';
import { inOrder, selectEvents } from './select-events.ts';
import type { Story, StoryMoment } from './story.ts';

/** With setting and ending a story stays within about forty lines. */
const MOST_LINES = 26;
/** Of a run that was not shrunk only the first few who were wronged are told of. */
const MOST_ORDERS = 3;

export function tellStory(run: SimulatedRun, { record, events }: SimulatedOutcome): Story {
  const orders = ordersOf(run, record, events);
  const proof = brokenInvariants(record).flatMap(({ witnesses }) =>
    witnesses.flatMap((witness) => witness.events),
  );
  const { selected, leftOut } = selectEvents(events, {
    orders: new Set(orders),
    proof: proof.filter((event) => 'order' in event && orders.includes(event.order ?? '')),
    atMost: MOST_LINES,
  });
  const accounts = new Accounts(orders);
  // Every entry counts, also one that the story leaves out.
  const told = new Set(selected);
  const lines = inOrder(events).flatMap((event) => {
    const moment = accounts.tell(event);
    return told.has(event) ? [moment] : [];
  });
  return {
    headline: headlineOf(record),
    setting: settingOf(run, orders.length),
    lines,
    leftOut,
    ending: accounts.ending(),
  };
}

function ordersOf(
  run: SimulatedRun,
  record: RunRecord,
  events: readonly RunEvent[],
): readonly string[] {
  const failure = describeFailure(record);
  const wronged = failure === null ? [] : witnessOrders(failure, record);
  const all = run.orders ?? (wronged.length > 0 ? wronged : startedOrders(events));
  return all.slice(0, MOST_ORDERS);
}

const startedOrders = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => (event.kind === 'client-started' ? [event.order] : []));

function headlineOf(record: RunRecord): string {
  const [broken] = brokenInvariants(record);
  const [witness] = broken?.witnesses ?? [];
  if (broken !== undefined) {
    return witness === undefined ? broken.promise : `${broken.name}: ${witness.story}`;
  }
  const crossed = record.objectives.find(({ outcome }) => outcome === 'crossed');
  if (crossed !== undefined) return describeObjective(crossed);
  return `${record.verdict.outcome}: nothing broke`;
}

function settingOf({ scenario, seed, target }: SimulatedRun, payments: number): readonly string[] {
  const { faults, policy, timeline } = scenario;
  return [
    `${target ?? `policy ${policy.name}`}, seed ${seed}, ${formatCount(faults.length, 'fault')}, ${formatCount(payments, 'payment')}`,
    ...faults.map((fault) => {
      const startMs = timeline.baselineMs + fault.atMs;
      return `${fault.name}: ${describeFault(fault)}, from ${formatMs(startMs)} for ${formatMs(fault.durationMs)}`;
    }),
  ];
}

function describeFault(fault: SimulatedRun['scenario']['faults'][number]): string {
  switch (fault.layer) {
    case 'network': {
      const { kind, ...options } = fault.effect;
      return `${kind}${optionsOf(options)} ${fault.direction} of ${fault.gateway}${shareOf(fault.share)}`;
    }
    case 'gateway':
      return `${fault.gateway} ${fault.fault}${optionsOf(fault.options)}${fault.operations.length === 0 ? '' : ` on ${fault.operations.join(', ')}`}${shareOf(fault.share)}`;
    default:
      return `the target is met by ${fault.action}`;
  }
}

const optionsOf = (options: Readonly<Record<string, unknown>>): string => {
  const told = Object.entries(options).map(([key, value]) => `${key} ${String(value)}`);
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
};
const shareOf = (share: number): string =>
  share === 1 ? '' : `, share ${Math.round(share * 1_000) / 1_000}`;

/** What the ledgers hold and what each customer was told, as the run goes on. */
class Accounts {
  readonly #orders: readonly string[];
  readonly #balances = new Map<string, Balance>();
  readonly #told = new Map<string, string>();

  constructor(orders: readonly string[]) {
    this.#orders = orders;
  }

  tell(event: RunEvent): StoryMoment {
    const { t, actor, text } = describeEvent(event);
    const order = 'order' in event ? (event.order ?? '') : '';
    const index = this.#orders.indexOf(order);
    const name = this.#orders.length > 1 && index >= 0 ? `#${index + 1}` : '';
    return { t, actor, order: name, text, ledger: this.#book(event), told: this.#hear(event) };
  }

  ending(): readonly string[] {
    return this.#orders.map((order, index) => {
      const balance = describeBalance(this.#balances.get(order) ?? EMPTY_BALANCE);
      const told = this.#told.get(order) ?? 'nothing';
      const who = this.#orders.length > 1 ? `#${index + 1} (${order})` : order;
      return `in the end, ${who}: the ledgers have ${balance}; the customer was told ${told}`;
    });
  }

  #book(event: RunEvent): string {
    if (event.kind !== 'ledger' || event.order === null) return '';
    const balance = addEntry(this.#balances.get(event.order) ?? EMPTY_BALANCE, event);
    this.#balances.set(event.order, balance);
    return describeBalance(balance);
  }

  #hear(event: RunEvent): string {
    if (event.kind !== 'client-answered' && event.kind !== 'final-reading') return '';
    if (event.claim === null) return '';
    const told = describeTold(event.claim);
    if (this.#told.get(event.order) === told) return '';
    this.#told.set(event.order, told);
    return told;
  }
}
