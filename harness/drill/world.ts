import type { Claim } from '../core/claim.ts';
import type { RunEvent } from '../core/events.ts';
import type { Order } from '../core/order.ts';
import type { LoadFigures, RunRecord } from '../core/record.ts';
import type { ScheduledFault, Scenario } from '../core/scenario.ts';
import type { Seed } from '../core/ids.ts';
import type { PaydrillError } from '../core/errors.ts';
import type { LogText } from '../judge/index.ts';

// A world is where a drill takes place: real sockets on this machine, containers, or virtual time.
// The drill conducts; the world only does as it is told and reports what it sees.

export interface DrillPlan {
  readonly scenario: Scenario;
  readonly seed: Seed;
  readonly orders: readonly Order[];
  readonly plannedIterations: number;
  /** Only some of the orders take part. What is a figure over many payments says nothing then. */
  readonly isExcerpt?: boolean;
}

export interface World {
  readonly name: RunRecord['world'];
  /**
   * Brings up gateways, network, target and a paused load generator.
   *
   * @throws PaydrillError (exit code 3) when something doesn't come up; whatever did is ended.
   */
  start(plan: DrillPlan, signal: AbortSignal): Promise<Rig>;
}

/** A world that is up. Disposing it ends everything that it started, whatever state it is in. */
export interface Rig extends AsyncDisposable {
  readonly versions: Readonly<Record<string, string>>;
  /** What it took until each was ready, side by side; absent where nothing has to start. */
  readonly readyMs?: { readonly rig: number; readonly load: number };
  /** Resolves when a part of the rig dies that no fault killed. Never rejects. */
  readonly broken: Promise<PaydrillError>;
  /** Arms and clears a harmless fault in every layer. Throws DRILL_CANNOT_STOP. */
  proveItCanStop(signal: AbortSignal): Promise<void>;
  /** Lets the load go: this moment is the zero of time. */
  releaseLoad(signal: AbortSignal): Promise<void>;
  /** Epoch milliseconds of the zero of time; only after the load was released. */
  readonly zeroEpochMs: number;
  /** Milliseconds since the zero of time. */
  now(): number;
  /** Resolves at `t`, or earlier when the signal is aborted. */
  waitUntil(t: number, signal: AbortSignal): Promise<void>;
  arm(fault: ScheduledFault, leaseMs: number): Promise<void>;
  /** Idempotent: also clears what was never armed. */
  clear(fault: ScheduledFault): Promise<void>;
  /** What came to a fault until now; null, or absent, where nobody counts. */
  met?(fault: ScheduledFault): number | null;
  clearAll(): Promise<void>;
  /** Looks through the proxy, or at the gateway, whether the fault does what it says. */
  prove(fault: ScheduledFault, signal: AbortSignal): Promise<Proof>;
  renewLeases(leaseMs: number): Promise<void>;
  /** Client and service events since the last call, each source in its order. Never throws. */
  takeEvents(): Promise<readonly RunEvent[]>;
  /** Resolves when the last customer is done or the load was stopped. */
  readonly loadEnded: Promise<LoadFigures>;
  /**
   * How long the load may go on after its last arrival, in milliseconds; absent where it can't hang.
   * A load generator that is stuck (paused, swapped out) is alive and never ends.
   */
  readonly loadGraceMs?: number;
  stopLoad(): Promise<void>;
  /** How much is not settled yet. */
  unsettled(): Promise<Unsettled>;
  /** The gateways deliver the webhooks that they still hold. */
  deliverWebhooks(): Promise<void>;
  /** Reads each order's payment once more, as its customer would. */
  readPayments(orderIds: readonly string[], signal: AbortSignal): Promise<readonly Reading[]>;
  /** What `takeEvents` has not given yet, the gateways' events, and every end mark. */
  collectRest(): Promise<Collected>;
  /** Credentials of this run, word for word: none of them may turn up in a log or an event. */
  readonly secrets: readonly string[];
  /** For the search for secrets. */
  readLogs(): Promise<readonly LogText[]>;
}

/** `errors`: one DRILL_COLLECTION_FAILED for each source that could not be read to its end. */
export interface Collected {
  readonly events: readonly RunEvent[];
  readonly errors: readonly PaydrillError[];
}

/** What a customer who comes back after the drain is told. */
export interface Reading {
  readonly order: string;
  readonly payment: string | null;
  readonly claim: Claim | null;
  /** HTTP status, 0 when there was no answer. */
  readonly status: number;
}

export interface Proof {
  readonly isProved: boolean;
  readonly detail: string;
}

export interface Unsettled {
  /** Payments of the target that are not final. */
  readonly openPayments: number;
  /** Requests that a gateway is still working on. */
  readonly gatewayRequests: number;
  readonly webhooks: number;
}

export const isSettled = (unsettled: Unsettled): boolean =>
  unsettled.openPayments + unsettled.gatewayRequests + unsettled.webhooks === 0;
