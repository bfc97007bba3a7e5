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

const NONE: readonly never[] = [];

// One class with growing lists, because this is the judge's innermost loop.
class GrowingHistory implements OrderHistory {
  readonly order: string;
  readonly owed: Order | null;
  started: ClientStarted | null = null;
  isFinished = false;
  answers: ClientAnswered[] = [];
  reading: FinalReading | null = null;
  told: Told[] = [];
  exchanges: Exchange[] = [];
  ledger: LedgerEntry[] = [];
  holds: readonly Hold[] = NONE;
  webhooks: WebhookDelivery[] = [];
  statuses: PaymentChanged[] = [];
  attempts: AttemptStarted[] = [];
  ends: AttemptEnded[] = [];
  routes: Routed[] = [];
  fences: Fenced[] = [];
  payments: string[] = [];

  constructor(order: string, owed: Order | null) {
    this.order = order;
    this.owed = owed;
  }

  notePayment(payment: string | null): void {
    if (payment !== null && !this.payments.includes(payment)) this.payments.push(payment);
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
    if (answer.claim !== null) history.told.push({ event: answer, claim: answer.claim });
  }
  const { reading } = history;
  if (reading !== null && reading.claim !== null) {
    history.told.push({ event: reading, claim: reading.claim });
  }
  history.holds = addUpHolds(history.ledger);
  return history;
}

function sortIn(history: GrowingHistory, event: RunEvent): void {
  switch (event.kind) {
    case 'client-started':
      history.started ??= event;
      return;
    case 'client-answered':
      history.answers.push(event);
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
      history.exchanges.push(event);
      return;
    case 'ledger':
      history.ledger.push(event);
      return;
    case 'webhook':
      history.webhooks.push(event);
      return;
    case 'payment':
      history.statuses.push(event);
      history.notePayment(event.payment);
      return;
    case 'attempt-started':
      history.attempts.push(event);
      history.notePayment(event.payment);
      return;
    case 'attempt-ended':
      history.ends.push(event);
      return;
    case 'routed':
      history.routes.push(event);
      return;
    case 'fenced':
      history.fences.push(event);
      return;
    default:
      // The rest belongs to the run and not to an order.
      return;
  }
}
