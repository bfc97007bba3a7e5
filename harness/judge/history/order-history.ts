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
  WebhookDelivery,
} from '../../core/events.ts';
import type { Order } from '../../core/order.ts';
import type { Hold } from './hold.ts';

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
