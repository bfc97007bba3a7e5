import type { Claim } from '../../core/claim.ts';
import type {
  AttemptEnded,
  AttemptStarted,
  ClientAnswered,
  ClientFinished,
  ClientStarted,
  EventSource,
  Exchange,
  Fenced,
  FinalReading,
  GatewaySource,
  LedgerEntry,
  Movement,
  PaymentChanged,
  PaymentStatus,
  Routed,
  RunEvent,
} from '../../core/events.ts';
import type { Order } from '../../core/order.ts';
import type { ProviderName, ProviderOperation } from '../../core/outcome.ts';

// Writes the events of a run as its sources would: numbered in order, each in its own log. Tests
// tell a history with it in a few lines and forge it afterwards.

type Account = LedgerEntry['postings'][number]['account'];

const DIRECTIONS: Readonly<Record<Movement, readonly [Account, Account]>> = {
  authorise: ['cardholder', 'held'],
  capture: ['held', 'merchant'],
  void: ['held', 'cardholder'],
  expire: ['held', 'cardholder'],
  refund: ['merchant', 'cardholder'],
};

export interface RunScript {
  readonly events: RunEvent[];
  /** Milliseconds since the zero of time; moves on with every event of an order. */
  t: number;
}

export const createRunScript = (): RunScript => ({ events: [], t: 0 });

/** Puts what was written into the order of time, numbers it, and ends the log of every source. */
export function closeScript(script: RunScript): readonly RunEvent[] {
  return numberEvents(script.events.toSorted((a, b) => a.t - b.t));
}

const SOURCES: readonly EventSource[] = [
  'client',
  'service',
  'gateway:stripe',
  'gateway:paypal',
  'drill',
];

/** Numbers each source's events in the order given; end marks that are there already are renewed. */
export function numberEvents(events: readonly RunEvent[]): readonly RunEvent[] {
  const counts = new Map<EventSource, number>(SOURCES.map((source) => [source, 0]));
  const numbered: RunEvent[] = [];
  for (const event of events) {
    if (event.kind === 'source-end') continue;
    const seq = counts.get(event.source) ?? 0;
    counts.set(event.source, seq + 1);
    numbered.push({ ...event, seq });
  }
  const t = numbered.reduce((latest, event) => Math.max(latest, event.t), 0);
  for (const [source, count] of counts) {
    numbered.push({ kind: 'source-end', source, seq: count, t, events: count });
  }
  return numbered;
}

/** One order's part of a script; every method is one event, in the words of that source. */
export class OrderScript {
  readonly script: RunScript;
  readonly order: Order;
  readonly payment: string;
  #attempts = 0;
  #exchanges = 0;
  #entries = 0;

  constructor(script: RunScript, order: Order) {
    this.script = script;
    this.order = order;
    this.payment = `pay_${order.orderId}`;
  }

  begin(intendedT = this.script.t): void {
    this.#push<ClientStarted>('client', {
      kind: 'client-started',
      order: this.order.orderId,
      journey: this.order.journey,
      intendedT,
    });
  }

  answer(claim: Claim | null, more: Partial<ClientAnswered> = {}): void {
    const { script, order, payment } = this;
    const startT = script.t;
    script.t += 1;
    this.#push<ClientAnswered>('client', {
      kind: 'client-answered',
      order: order.orderId,
      request: 'pay',
      key: order.keys[0],
      tab: 0,
      startT,
      status: claim === null ? 0 : 200,
      failure: claim === null ? 'timeout' : null,
      claim,
      payment: claim === null ? null : payment,
      ...more,
    });
  }

  finish(): void {
    this.#push<ClientFinished>('client', { kind: 'client-finished', order: this.order.orderId });
  }

  read(claim: Claim | null, more: Partial<FinalReading> = {}): void {
    this.#push<FinalReading>('drill', {
      kind: 'final-reading',
      order: this.order.orderId,
      payment: this.payment,
      claim,
      status: claim === null ? 404 : 200,
      ...more,
    });
  }

  status(status: PaymentStatus, provider: ProviderName | null, object: string | null = null): void {
    this.#push<PaymentChanged>('service', {
      kind: 'payment',
      order: this.order.orderId,
      payment: this.payment,
      status,
      provider,
      providerReference: object,
      reason: null,
    });
  }

  /** Starts an attempt and returns it; its key is what the gateway will see. */
  attempt(
    provider: ProviderName,
    operation: ProviderOperation,
    more: Partial<AttemptStarted> = {},
  ): AttemptStarted {
    const attempt = `${this.payment}.${this.#attempts}`;
    this.#attempts += 1;
    return this.#push<AttemptStarted>('service', {
      kind: 'attempt-started',
      order: this.order.orderId,
      payment: this.payment,
      attempt,
      provider,
      operation,
      key: operation === 'retrieve' ? null : `${this.payment}.${provider}.${operation}`,
      retry: 0,
      purpose: 'pay',
      ...more,
    });
  }

  end(
    { attempt, provider, operation, t }: AttemptStarted,
    outcome: AttemptEnded['outcome'],
    more: Partial<AttemptEnded> = {},
  ): void {
    this.#push<AttemptEnded>('service', {
      kind: 'attempt-ended',
      order: this.order.orderId,
      payment: this.payment,
      attempt,
      provider,
      operation,
      outcome,
      decline: null,
      code: outcome,
      durationMs: this.script.t - t,
      object: null,
      ...more,
    });
  }

  route(provider: ProviderName | null, skipped: ProviderName | null = null): void {
    this.#push<Routed>('service', {
      kind: 'routed',
      order: this.order.orderId,
      payment: this.payment,
      provider,
      skipped: skipped === null ? [] : [{ provider: skipped, reason: 'breaker-open' }],
    });
  }

  fence(provider: ProviderName, proof: Fenced['proof']): void {
    this.#push<Fenced>('service', {
      kind: 'fenced',
      order: this.order.orderId,
      payment: this.payment,
      provider,
      proof,
    });
  }

  /** The request of an attempt reaches its gateway, which writes it down when it is done. */
  exchange(
    { provider, operation, key }: AttemptStarted,
    more: Partial<Exchange> & { readonly moves?: readonly Movement[] } = {},
  ): Exchange {
    const { moves = [], ...changes } = more;
    const exchange = changes.exchange ?? `req_${provider}_${this.order.orderId}_${this.#exchanges}`;
    this.#exchanges += 1;
    for (const movement of moves) this.move(provider, movement, { exchange });
    return this.#push<Exchange>(gatewayOf(provider), {
      kind: 'exchange',
      exchange,
      operation,
      order: this.order.orderId,
      key,
      object: this.objectAt(provider),
      fingerprint: `${operation}-${this.order.orderId}`,
      status: 200,
      endT: this.script.t + 1,
      isReplay: false,
      faults: [],
      decline: null,
      instrument: operation === 'confirm' ? `card-${this.order.card}` : null,
      ...changes,
    });
  }

  move(provider: ProviderName, movement: Movement, more: Partial<LedgerEntry> = {}): LedgerEntry {
    const { orderId, amountMinor, currency } = this.order;
    const [from, to] = DIRECTIONS[movement];
    const moved = more.amountMinor ?? amountMinor;
    const object = more.object ?? this.objectAt(provider);
    this.#entries += 1;
    return this.#push<LedgerEntry>(gatewayOf(provider), {
      kind: 'ledger',
      entry: `le_${orderId}_${this.#entries}`,
      movement,
      order: orderId,
      object,
      authorisation: `auth_${object}`,
      amountMinor: moved,
      currency,
      postings: [
        { account: from, amountMinor: -moved },
        { account: to, amountMinor: moved },
      ],
      exchange: null,
      ...more,
    });
  }

  objectAt(provider: ProviderName): string {
    return `${provider === 'stripe' ? 'pi' : 'po'}_${this.order.orderId}`;
  }

  claim(status: 'paid' | 'authorised' | 'refunded', provider: ProviderName): Claim {
    const { amountMinor, currency } = this.order;
    return {
      status,
      amountMinor,
      currency,
      provider,
      providerReference: this.objectAt(provider),
    };
  }

  #push<Event extends RunEvent>(
    source: Event['source'],
    event: Omit<Event, 'source' | 'seq' | 't'>,
  ): Event {
    this.script.t += 1;
    const numbered = { source, seq: 0, t: this.script.t, ...event };
    // Omit loses which member of the union it is; each caller names it by its kind.
    const whole = numbered as unknown as Event;
    this.script.events.push(whole);
    return whole;
  }
}

const gatewayOf = (provider: ProviderName): GatewaySource => `gateway:${provider}`;
