import type { GatewayContext } from '../../kernel/dialect.ts';
import type { EventRecord } from './event-log.ts';
import type {
  BalanceTransaction,
  Charge,
  Customer,
  Intent,
  PaymentMethod,
  Refund,
  SetupIntent,
  WebhookEndpoint,
} from './objects.ts';

/** Everything the gateway remembers, with the gateway that it belongs to. */
export class StripeState {
  readonly gateway: GatewayContext;
  readonly intents: Map<string, Intent>;
  readonly charges: Map<string, Charge>;
  readonly refunds: Map<string, Refund>;
  readonly paymentMethods: Map<string, PaymentMethod>;
  readonly customers: Map<string, Customer>;
  readonly setupIntents: Map<string, SetupIntent>;
  readonly balanceTransactions: Map<string, BalanceTransaction>;
  readonly events: Map<string, EventRecord>;
  readonly webhookEndpoints: Map<string, WebhookEndpoint>;
  /** Intents of a merchant reference (`metadata[order_id]`), oldest first. */
  readonly intentsByOrder: Map<string, readonly string[]>;
  /** Ids that a lenient gateway made up. */
  readonly standIns: Map<string, true>;
  /** Charges that are held, with the second at which they lapse. */
  readonly holds: Map<string, number>;
  /** Zero after a start, because holds may have been loaded. */
  #nextLapseAt = 0;

  constructor(gateway: GatewayContext) {
    this.gateway = gateway;
    this.intents = gateway.createStore('intents');
    this.charges = gateway.createStore('charges');
    this.refunds = gateway.createStore('refunds');
    this.paymentMethods = gateway.createStore('payment-methods');
    this.customers = gateway.createStore('customers');
    this.setupIntents = gateway.createStore('setup-intents');
    this.balanceTransactions = gateway.createStore('balance-transactions');
    this.events = gateway.createStore('events');
    this.webhookEndpoints = gateway.createStore('webhook-endpoints');
    this.intentsByOrder = gateway.createStore('intents-by-order');
    this.standIns = gateway.createStore('stand-ins');
    this.holds = gateway.createStore('holds');
  }

  /** Seconds, as Stripe counts them. */
  now(): number {
    return Math.floor(this.gateway.clock.now() / 1000);
  }

  /** Asked before each request; looks at the holds only when one of them is due. */
  letLapse(expire: (state: StripeState) => void): void {
    if (this.now() < this.#nextLapseAt) return;
    expire(this);
    let next = Infinity;
    for (const lapsesAt of this.holds.values()) next = Math.min(next, lapsesAt);
    this.#nextLapseAt = next;
  }

  addHold(charge: string, lapsesAt: number): void {
    this.holds.set(charge, lapsesAt);
    this.#nextLapseAt = Math.min(this.#nextLapseAt, lapsesAt);
  }

  /** The issuer's page of an intent. */
  authenticationUrl(intent: string): string {
    return `${this.gateway.baseUrl()}/3d_secure/${intent}`;
  }

  addIntent(intent: Intent): void {
    this.intents.set(intent.id, intent);
    this.indexOrder(intent);
  }

  /** After its metadata changed; an intent stays findable by its former references too. */
  indexOrder(intent: Intent): void {
    const order = orderOf(intent);
    if (order === null) return;
    const known = this.intentsByOrder.get(order);
    if (known === undefined) this.intentsByOrder.set(order, [intent.id]);
    else if (!known.includes(intent.id)) this.intentsByOrder.set(order, [...known, intent.id]);
  }

  orderOfIntent(id: string | null | undefined): string | null {
    const intent = typeof id === 'string' ? this.intents.get(id) : undefined;
    return intent === undefined ? null : orderOf(intent);
  }

  orderOfCharge(id: string | undefined): string | null {
    const charge = id === undefined ? undefined : this.charges.get(id);
    if (charge === undefined) return null;
    return charge.intent === null ? orderOf(charge) : this.orderOfIntent(charge.intent);
  }
}

export const ORDER_KEY = 'order_id';

export const orderOf = ({ metadata }: Pick<Intent, 'metadata'>): string | null =>
  metadata[ORDER_KEY] ?? null;
