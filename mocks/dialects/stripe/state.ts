import type { GatewayContext } from '../../kernel/dialect.ts';
import { noSuch } from './api-errors.ts';
import type { Charge, Intent, PaymentMethod, Refund } from './objects.ts';

/** Everything the gateway remembers, with the gateway that it belongs to. */
export class StripeState {
  readonly gateway: GatewayContext;
  readonly intents: Map<string, Intent>;
  readonly charges: Map<string, Charge>;
  readonly refunds: Map<string, Refund>;
  readonly paymentMethods: Map<string, PaymentMethod>;
  /** Intents of a merchant reference (`metadata[order_id]`), oldest first. */
  readonly intentsByOrder: Map<string, readonly string[]>;

  constructor(gateway: GatewayContext) {
    this.gateway = gateway;
    this.intents = gateway.createStore('intents');
    this.charges = gateway.createStore('charges');
    this.refunds = gateway.createStore('refunds');
    this.paymentMethods = gateway.createStore('payment-methods');
    this.intentsByOrder = gateway.createStore('intents-by-order');
  }

  /** Seconds, as Stripe counts them. */
  now(): number {
    return Math.floor(this.gateway.clock.now() / 1000);
  }

  addIntent(intent: Intent): void {
    this.intents.set(intent.id, intent);
    this.indexOrder(intent);
  }

  /** After its metadata changed; an intent stays findable by its former references too. */
  indexOrder(intent: Intent): void {
    const order = orderOf(intent);
    if (order === null) return;
    const known = this.intentsByOrder.get(order) ?? [];
    if (!known.includes(intent.id)) this.intentsByOrder.set(order, [...known, intent.id]);
  }

  intent(id: string, param = 'intent'): Intent {
    const intent = this.intents.get(id);
    if (intent === undefined) throw noSuch('payment_intent', id, param);
    return intent;
  }

  charge(id: string, param = 'id'): Charge {
    const charge = this.charges.get(id);
    if (charge === undefined) throw noSuch('charge', id, param);
    return charge;
  }

  orderOfIntent(id: string | undefined): string | null {
    const intent = id === undefined ? undefined : this.intents.get(id);
    return intent === undefined ? null : orderOf(intent);
  }
}

export const ORDER_KEY = 'order_id';

export const orderOf = (intent: Intent): string | null => intent.metadata[ORDER_KEY] ?? null;
