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
import type { OrderHistory, Told } from './order-history.ts';
import { appended, NONE } from './short-list.ts';

/** Sorts the events of one order by who says them. This is the judge's innermost loop. */
export class GrowingHistory implements OrderHistory {
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

  /** @param event of this order; each source's in the order of its log */
  add(event: RunEvent): void {
    switch (event.kind) {
      case 'client-started':
        this.started ??= event;
        return;
      case 'client-answered':
        this.answers = appended(this.answers, event);
        this.#notePayment(event.payment);
        return;
      case 'client-finished':
        this.isFinished = true;
        return;
      case 'final-reading':
        this.reading = event;
        this.#notePayment(event.payment);
        return;
      case 'exchange':
        this.exchanges = appended(this.exchanges, event);
        return;
      case 'ledger':
        this.ledger = appended(this.ledger, event);
        return;
      case 'webhook':
        this.webhooks = appended(this.webhooks, event);
        return;
      case 'payment':
        this.statuses = appended(this.statuses, event);
        this.#notePayment(event.payment);
        return;
      case 'attempt-started':
        this.attempts = appended(this.attempts, event);
        this.#notePayment(event.payment);
        return;
      case 'attempt-ended':
        this.ends = appended(this.ends, event);
        return;
      case 'routed':
        this.routes = appended(this.routes, event);
        return;
      case 'fenced':
        this.fences = appended(this.fences, event);
        return;
      default:
        // The rest belongs to the run and not to an order.
        return;
    }
  }

  /** What follows from all events together. */
  close(): void {
    for (const answer of this.answers) this.#noteTold(answer);
    if (this.reading !== null) this.#noteTold(this.reading);
    if (this.ledger.length > 0) this.holds = addUpHolds(this.ledger);
  }

  #noteTold(event: ClientAnswered | FinalReading): void {
    const { claim } = event;
    if (claim !== null) this.told = appended(this.told, { event, claim });
  }

  #notePayment(payment: string | null): void {
    if (payment === null || payment === this.payments[0]) return;
    if (!this.payments.includes(payment)) this.payments = appended(this.payments, payment);
  }
}
