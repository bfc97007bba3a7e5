import type { JourneyName } from './order.ts';
import type { ProviderName, ProviderOperation } from './outcome.ts';
import type { PhaseName } from './phases.ts';
import type { Policy } from './policy.ts';

// A scenario after it was resolved: total, frozen, every time in milliseconds. What users write
// is looser and lives in harness/config.

export interface Scenario {
  readonly name: string;
  /** What the run is meant to show, in one sentence. */
  readonly hypothesis: string;
  /** In routing order: the first is the primary. */
  readonly gateways: readonly ProviderName[];
  readonly policy: Policy;
  readonly load: Load;
  readonly timeline: Timeline;
  readonly faults: readonly ScheduledFault[];
  readonly objectives: readonly Objective[];
  readonly stopConditions: readonly StopCondition[];
}

export interface Timeline {
  readonly baselineMs: number;
  readonly faultMs: number;
  readonly recoveryMs: number;
  /** Bound of the drain; it ends earlier when nothing is open any more. */
  readonly drainMs: number;
}

export interface Load {
  readonly arrival: Arrival;
  /** Relative weights; journeys that are missing do not occur. */
  readonly journeys: Readonly<Partial<Record<JourneyName, number>>>;
  /** Share of orders whose test card is scripted to be declined, 0..1. */
  readonly declineRatio: number;
  /** Relative weights of currencies. */
  readonly currencies: Readonly<Record<string, number>>;
  readonly patienceMs: number;
}

/** Open loop: arrivals do not wait for answers. */
export type Arrival =
  | { readonly kind: 'constant'; readonly ratePerSecond: number }
  | {
      readonly kind: 'ramping';
      readonly startRatePerSecond: number;
      /** Linear from the rate before to this one. The last rate holds until the load ends. */
      readonly stages: readonly { readonly durationMs: number; readonly toRatePerSecond: number }[];
    };

export type FaultLayer = 'network' | 'gateway' | 'process';

interface FaultBase {
  /** Unique within the scenario. */
  readonly name: string;
  /** Milliseconds from the start of the fault phase. */
  readonly atMs: number;
  readonly durationMs: number;
}

export type ScheduledFault = NetworkFault | GatewayFault | ProcessFault;

export interface NetworkFault extends FaultBase {
  readonly layer: 'network';
  readonly gateway: ProviderName;
  /** `upstream`: the request suffers. `downstream`: the answer. */
  readonly direction: 'upstream' | 'downstream';
  readonly effect: NetworkEffect;
  /** Share of connections (Toxiproxy draws it once a connection, unseeded): 0..1. */
  readonly share: number;
}

/**
 * Toxiproxy draws a share once a connection and without a seed, so only all or nothing is the same
 * in two runs.
 */
export function isReplayable({ share }: Pick<NetworkFault, 'share'>): boolean {
  return share === 0 || share === 1;
}

/** What Toxiproxy can do, in our units. */
export type NetworkEffect =
  | { readonly kind: 'latency'; readonly latencyMs: number; readonly jitterMs: number }
  | { readonly kind: 'bandwidth'; readonly kilobytesPerSecond: number }
  | { readonly kind: 'black-hole' }
  | { readonly kind: 'reset'; readonly afterMs: number }
  | { readonly kind: 'slow-close'; readonly delayMs: number }
  | {
      readonly kind: 'slicer';
      readonly averageBytes: number;
      readonly variationBytes: number;
      readonly delayMicroseconds: number;
    }
  | { readonly kind: 'data-limit'; readonly bytes: number }
  | { readonly kind: 'down' };

/** What a field is compared with. Values are compared as text, ranges as numbers. */
export type FieldRule =
  | string
  | number
  | boolean
  | { readonly oneOf: readonly (string | number)[] }
  | { readonly prefix: string }
  /** Both ends belong to it. */
  | { readonly atLeast: number; readonly atMost?: number | undefined }
  | { readonly atMost: number };

/** Which requests and webhooks a gateway fault meets, beyond `share` and `operations`. */
export interface FaultSelection {
  /** By a fact about the payment (`currency`, `card`) or a path into the request (`json.a.b`). */
  readonly match?: Readonly<Record<string, FieldRule>> | undefined;
  /** Which tries of one operation on one payment, from 1; none given: all. */
  readonly attempts?: readonly number[] | undefined;
  /** The same as words: `fail fail pass`, and `repeat` at the end to begin anew. */
  readonly pattern?: string | undefined;
  /** `payment`: all requests of a drawn payment meet it. Else each request is drawn on its own. */
  readonly sharePer?: 'request' | 'payment' | undefined;
  /** On for a while, off for a while, from when it is armed. Milliseconds. */
  readonly cycle?: { readonly onMs: number; readonly offMs: number } | undefined;
}

export interface GatewayFault extends FaultBase, FaultSelection {
  readonly layer: 'gateway';
  readonly gateway: ProviderName;
  /** A name in the registry of mocks/faults. */
  readonly fault: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Share of requests, 0..1, by the fault draw. */
  readonly share: number;
  /** Empty: all that the fault applies to. */
  readonly operations: readonly ProviderOperation[];
}

export interface ProcessFault extends FaultBase {
  readonly layer: 'process';
  /** `kill`: SIGKILL, started again after the duration. `pause`: SIGSTOP for the duration.
   * `restart`: asked to stop, started again at once. */
  readonly action: 'kill' | 'pause' | 'restart';
}

export type ObjectiveName =
  | 'goodput'
  | 'latency-p50'
  | 'latency-p95'
  | 'latency-p99'
  | 'retry-amplification'
  | 'degraded-share'
  | 'pending-share'
  | 'recovery-time'
  | 'excess-minor-seconds';

/** A bound on a figure of one phase. `recovery-time` belongs to `recovery`. */
export interface Objective {
  readonly name: ObjectiveName;
  readonly phase: PhaseName;
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
}

/** Ends a run early, faults first. Judged once a second over the trailing window. */
export interface StopCondition {
  readonly name: string;
  readonly figure: 'goodput' | 'failure-ratio' | 'latency-p95';
  readonly bound: { readonly below: number } | { readonly above: number };
  readonly windowMs: number;
}

/** Start of each phase since the zero of time. */
export function phaseStarts(timeline: Timeline): {
  readonly faultStartMs: number;
  readonly recoveryStartMs: number;
  readonly loadEndMs: number;
} {
  const faultStartMs = timeline.baselineMs;
  const recoveryStartMs = faultStartMs + timeline.faultMs;
  return { faultStartMs, recoveryStartMs, loadEndMs: recoveryStartMs + timeline.recoveryMs };
}
