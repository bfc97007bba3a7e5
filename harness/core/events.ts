import type { Claim } from './claim.ts';
import type { JourneyName } from './order.ts';
import type {
  DeclineKind,
  GatewayName,
  OutcomeClass,
  ProviderName,
  ProviderOperation,
} from './outcome.ts';
import type { PhaseName } from './phases.ts';

// One union for everything that happens in a run, live or simulated. `t` is milliseconds since the
// zero of time. Clocks of several processes prove no order: inside a source `seq` does, and between
// sources only the causal ids (attempt, exchange) do.

export type GatewaySource = `gateway:${GatewayName}`;
export type EventSource = 'client' | 'service' | 'drill' | GatewaySource;

interface EventBase {
  readonly source: EventSource;
  /** Counts up by one from 0 inside a source; a gap is a rig error. */
  readonly seq: number;
  readonly t: number;
}

// ---- client: what customers did and were told

/** A customer begins. One for each order, also when the same order is submitted twice. */
export interface ClientStarted extends EventBase {
  readonly kind: 'client-started';
  readonly order: string;
  readonly journey: JourneyName;
  /** When the arrival schedule wanted it to begin; latency counts from here. */
  readonly intendedT: number;
}

export type ClientRequest = 'pay' | 'poll' | 'capture' | 'refund';

/** One request of a customer came to an end. `claim` is what the customer was told, if anything. */
export interface ClientAnswered extends EventBase {
  readonly kind: 'client-answered';
  readonly order: string;
  readonly request: ClientRequest;
  /** The caller's idempotency key; null for reads. */
  readonly key: string | null;
  /** 0 for the first tab; the impatient customer opens a second. */
  readonly tab: number;
  readonly startT: number;
  /** HTTP status, or 0 when there was no answer. */
  readonly status: number;
  /** `gave-up`: the customer's own patience ended. */
  readonly failure: null | 'timeout' | 'gave-up' | 'connection' | 'malformed';
  readonly claim: Claim | null;
  readonly payment: string | null;
}

/** The customer is done: nothing more will be asked for this order. */
export interface ClientFinished extends EventBase {
  readonly kind: 'client-finished';
  readonly order: string;
}

// ---- gateways: the judge's witness

/** One request that reached a gateway, written when its handling ended. `t` is its arrival. */
export interface Exchange extends EventBase {
  readonly kind: 'exchange';
  readonly source: GatewaySource;
  readonly exchange: string;
  readonly operation: ProviderOperation | 'other';
  /** The merchant's reference (the order), where the request or its object carries one. */
  readonly order: string | null;
  readonly key: string | null;
  /** Provider's id of the payment object that was touched (PaymentIntent, order). */
  readonly object: string | null;
  /** Hash of method, path and parameters: same key with another fingerprint is a mismatch. */
  readonly fingerprint: string;
  /** HTTP status that was sent, null when the client got no complete answer. */
  readonly status: number | null;
  readonly endT: number;
  /** True when the stored answer of the same key was given again. */
  readonly isReplay: boolean;
  /** Names of the scheduled faults that met this request. */
  readonly faults: readonly string[];
  readonly decline: { readonly kind: DeclineKind; readonly code: string } | null;
  /** A hash that names the card without telling its number. */
  readonly instrument: string | null;
}

/** `expire` releases a hold that nobody captured in time. */
export type Movement = 'authorise' | 'capture' | 'void' | 'expire' | 'refund';

export interface Posting {
  readonly account: 'cardholder' | 'held' | 'merchant';
  /** Positive into the account. The postings of an entry sum to zero. */
  readonly amountMinor: number;
}

/** Money moved. Append-only, never faulted, hidden from the target. */
export interface LedgerEntry extends EventBase {
  readonly kind: 'ledger';
  readonly source: GatewaySource;
  readonly entry: string;
  readonly movement: Movement;
  readonly order: string | null;
  /** The payment object (PaymentIntent, PayPal order): what a claim's providerReference names. */
  readonly object: string;
  /** The authorisation that captures and voids draw on. */
  readonly authorisation: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly postings: readonly Posting[];
  readonly exchange: string | null;
}

/** One try to deliver a webhook. */
export interface WebhookDelivery extends EventBase {
  readonly kind: 'webhook';
  readonly source: GatewaySource;
  readonly event: string;
  readonly type: string;
  readonly order: string | null;
  readonly object: string | null;
  readonly deliveryAttempt: number;
  /** The receiver's status, null when none was had. */
  readonly status: number | null;
  /** Names of the scheduled faults that met this try; left out: none. */
  readonly faults?: readonly string[];
  /** Sent once more beside the try: 1 for the first copy. */
  readonly copy?: number;
  /** True when it was no message of the provider as it stands: forged, altered or an old one. */
  readonly isForged?: true;
}

// ---- service: the target's own audit trail

export type PaymentStatus =
  'processing' | 'pending' | 'authorised' | 'paid' | 'not-charged' | 'refunded';

export interface PaymentChanged extends EventBase {
  readonly kind: 'payment';
  readonly order: string;
  readonly payment: string;
  readonly status: PaymentStatus;
  readonly provider: ProviderName | null;
  readonly providerReference: string | null;
  readonly reason: string | null;
}

/** Committed before the call leaves the process. */
export interface AttemptStarted extends EventBase {
  readonly kind: 'attempt-started';
  readonly order: string;
  readonly payment: string;
  readonly attempt: string;
  readonly provider: ProviderName;
  readonly operation: ProviderOperation;
  readonly key: string | null;
  /** 0 for the first try of this operation at this provider. */
  readonly retry: number;
  readonly purpose: 'pay' | 'capture' | 'refund' | 'fence' | 'reconcile' | 'repair';
}

export interface AttemptEnded extends EventBase {
  readonly kind: 'attempt-ended';
  readonly order: string;
  readonly payment: string;
  readonly attempt: string;
  readonly provider: ProviderName;
  readonly operation: ProviderOperation;
  readonly outcome: OutcomeClass;
  readonly decline: DeclineKind | null;
  /** The provider's code or a technical one (`timeout`, `ECONNRESET`, `breaker-open`). */
  readonly code: string;
  readonly durationMs: number;
  readonly object: string | null;
}

/** Why a payment went where it went. */
export interface Routed extends EventBase {
  readonly kind: 'routed';
  readonly order: string;
  readonly payment: string;
  readonly provider: ProviderName | null;
  readonly skipped: readonly { readonly provider: ProviderName; readonly reason: string }[];
}

/** The service holds proof that the payment's earlier provider can no longer take money. */
export interface Fenced extends EventBase {
  readonly kind: 'fenced';
  readonly order: string;
  readonly payment: string;
  readonly provider: ProviderName;
  readonly proof: 'declined' | 'not-processed' | 'refused' | 'cancelled' | 'voided';
}

export interface BreakerChanged extends EventBase {
  readonly kind: 'breaker';
  readonly provider: ProviderName;
  readonly state: 'closed' | 'open' | 'half-open';
}

/** `recovered`: payments in flight at the last end that were picked up again at start. */
export interface ServiceStarted extends EventBase {
  readonly kind: 'service-started';
  readonly recovered: number;
}

// ---- drill: what the harness did

export interface PhaseEvent extends EventBase {
  readonly kind: 'phase';
  readonly phase: PhaseName;
  readonly startMs: number;
  readonly endMs: number;
}

export interface FaultEvent extends EventBase {
  readonly kind: 'fault';
  readonly fault: string;
  /** `proved`: a probe saw the effect. `lapsed`: its lease ended before it was cleared. */
  readonly action: 'armed' | 'proved' | 'unproved' | 'cleared' | 'lapsed';
  readonly detail: string;
  /** What came to it until it was cleared, where its place counts that. */
  readonly met?: number;
}

export interface ProcessEvent extends EventBase {
  readonly kind: 'process';
  readonly process: string;
  readonly action: 'started' | 'killed' | 'paused' | 'resumed' | 'exited';
}

/** After the drain every payment is read once more, as its customer would. */
export interface FinalReading extends EventBase {
  readonly kind: 'final-reading';
  readonly order: string;
  readonly payment: string | null;
  readonly claim: Claim | null;
  readonly status: number;
}

/** Closes the log of a source: `events` is how many it wrote. */
export interface SourceEnd extends EventBase {
  readonly kind: 'source-end';
  readonly events: number;
}

export type ClientEvent = ClientStarted | ClientAnswered | ClientFinished;
export type GatewayEvent = Exchange | LedgerEntry | WebhookDelivery;
export type ServiceEvent =
  | PaymentChanged
  | AttemptStarted
  | AttemptEnded
  | Routed
  | Fenced
  | BreakerChanged
  | ServiceStarted;
export type DrillEvent = PhaseEvent | FaultEvent | ProcessEvent | FinalReading;
export type RunEvent = ClientEvent | GatewayEvent | ServiceEvent | DrillEvent | SourceEnd;

/** An event before its source numbered it. */
export type Unnumbered<Event extends RunEvent> = Event extends RunEvent
  ? Omit<Event, 'seq' | 'source'>
  : never;
