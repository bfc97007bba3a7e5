import type { Claim } from '../../core/claim.ts';
import type {
  AttemptEnded,
  AttemptStarted,
  ClientAnswered,
  ClientStarted,
  Exchange,
  Fenced,
  FinalReading,
  LedgerEntry,
  PaymentChanged,
  Routed,
  RunEvent,
  WebhookDelivery,
} from '../../core/events.ts';
import type { Order } from '../../core/order.ts';
import { addUpHolds, type Hold } from './hold.ts';

/** A claim and the event in which the customer was told. */
export interface Told {
  readonly event: ClientAnswered | FinalReading;
  readonly claim: Claim;
}

/**
 * Everything about one order, sorted by who says it. Within a list events are in their source's
 * order; lists of several sources prove no order between each other.
 */
export interface OrderHistory {
  readonly order: string;
  /** What was to be paid once; null for money that no known order explains. */
  readonly owed: Order | null;
  readonly started: ClientStarted | null;
  readonly isFinished: boolean;
  readonly answers: readonly ClientAnswered[];
  /** The last one; it was read after everything the customer did. */
  readonly reading: FinalReading | null;
  /** What the customer was told, the final reading last. */
  readonly told: readonly Told[];
  readonly exchanges: readonly Exchange[];
  readonly ledger: readonly LedgerEntry[];
  readonly holds: readonly Hold[];
  readonly webhooks: readonly WebhookDelivery[];
  readonly statuses: readonly PaymentChanged[];
  readonly attempts: readonly AttemptStarted[];
  readonly ends: readonly AttemptEnded[];
  readonly routes: readonly Routed[];
  readonly fences: readonly Fenced[];
  /** The service's ids of this order's payments. */
  readonly payments: readonly string[];
}

// One class with growing lists, because this is the judge's innermost loop. A list that stays empty, as
// half of them do, is the same one in all histories.
const NONE: never[] = [];

const added = <Item>(list: Item[], item: Item): Item[] => {
  if (list === NONE) return [item];
  list.push(item);
  return list;
};
class GrowingHistory implements OrderHistory {
  readonly order: string;
  readonly owed: Order | null;
  started: ClientStarted | null = null;
  isFinished = false;
  answers: ClientAnswered[] = NONE;
  reading: FinalReading | null = null;
  told: Told[] = NONE;
  exchanges: Exchange[] = NONE;
  ledger: LedgerEntry[] = NONE;
  holds: readonly Hold[] = NONE;
  webhooks: WebhookDelivery[] = NONE;
  statuses: PaymentChanged[] = NONE;
  attempts: AttemptStarted[] = NONE;
  ends: AttemptEnded[] = NONE;
  routes: Routed[] = NONE;
  fences: Fenced[] = NONE;
  payments: string[] = NONE;

  constructor(order: string, owed: Order | null) {
    this.order = order;
    this.owed = owed;
  }

  notePayment(payment: string | null): void {
    if (payment === null || payment === this.payments[0] || this.payments.includes(payment)) return;
    this.payments = added(this.payments, payment);
  }
}

/** @param events all of one order and no others; each source's in the order of its log */
export function createHistory(
  order: string,
  owed: Order | null,
  events: readonly RunEvent[],
): OrderHistory {
  const history = new GrowingHistory(order, owed);
  for (const event of events) sortIn(history, event);
  for (const answer of history.answers) {
    const { claim } = answer;
    if (claim !== null) history.told = added(history.told, { event: answer, claim });
  }
  const { reading } = history;
  if (reading !== null && reading.claim !== null) {
    history.told = added(history.told, { event: reading, claim: reading.claim });
  }
  if (history.ledger !== NONE) history.holds = addUpHolds(history.ledger);
  return history;
}

function sortIn(history: GrowingHistory, event: RunEvent): void {
  switch (event.kind) {
    case 'client-started':
      history.started ??= event;
      return;
    case 'client-answered':
      history.answers = added(history.answers, event);
      history.notePayment(event.payment);
      return;
    case 'client-finished':
      history.isFinished = true;
      return;
    case 'final-reading':
      history.reading = event;
      history.notePayment(event.payment);
      return;
    case 'exchange':
      history.exchanges = added(history.exchanges, event);
      return;
    case 'ledger':
      history.ledger = added(history.ledger, event);
      return;
    case 'webhook':
      history.webhooks = added(history.webhooks, event);
      return;
    case 'payment':
      history.statuses = added(history.statuses, event);
      history.notePayment(event.payment);
      return;
    case 'attempt-started':
      history.attempts = added(history.attempts, event);
      history.notePayment(event.payment);
      return;
    case 'attempt-ended':
      history.ends = added(history.ends, event);
      return;
    case 'routed':
      history.routes = added(history.routes, event);
      return;
    case 'fenced':
      history.fences = added(history.fences, event);
      return;
    default:
      // The rest belongs to the run and not to an order.
      return;
  }
}
