import type { PhaseName } from './phases.ts';
import type { FaultLayer, ObjectiveName } from './scenario.ts';
import type { Verdict } from './verdict.ts';
import type { RunEvent } from './events.ts';

/** Everything one run left behind: the only input of every report. Schema in docs/. */
export interface RunRecord {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly scenario: string;
  readonly hypothesis: string;
  readonly world: 'local' | 'containers' | 'simulated';
  /** ISO 8601, wall clock of the zero of time. */
  readonly startedAt: string;
  readonly seed: number;
  readonly policy: string;
  /** `paydrill`, `node`, `k6`, `toxiproxy`: version text. */
  readonly versions: Readonly<Record<string, string>>;
  /** The fully resolved options, for whoever wants to know exactly. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly replayCommand: string;
  readonly verdict: Verdict;
  readonly phases: readonly PhaseFigures[];
  readonly faults: readonly FaultRecord[];
  readonly invariants: readonly InvariantResult[];
  readonly objectives: readonly ObjectiveResult[];
  readonly load: LoadFigures;
  /** By currency. */
  readonly money: Readonly<Record<string, MoneyFigures>>;
  readonly series: readonly SeriesPoint[];
  readonly rig: RigTimes;
}

export interface PaymentCounts {
  /** Intended payments whose start falls into the phase, scripted declines included. */
  readonly offered: number;
  /** Of those, begun by a customer (the rest was dropped by the load generator). */
  readonly attempted: number;
  readonly succeeded: number;
  readonly declined: number;
  /** Succeeded or pending by a degraded path; also counted there. */
  readonly degraded: number;
  readonly failed: number;
  readonly pending: number;
  readonly unknown: number;
}

export interface PhaseFigures {
  readonly name: PhaseName;
  readonly startMs: number;
  readonly endMs: number;
  readonly payments: PaymentCounts;
  /** Paid as claimed in the promised time over offered without scripted declines; null if none. */
  readonly goodputRatio: number | null;
  /** Of the customer's first claim, from the intended start. Null when nobody was answered. */
  readonly latencyMs: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  } | null;
  /** Calls to providers that may move money (`create`, `confirm`) over first tries. */
  readonly retryAmplification: number | null;
  readonly attemptsByProvider: Readonly<Record<string, number>>;
}

export interface FaultRecord {
  readonly name: string;
  readonly layer: FaultLayer;
  readonly gateway: string | null;
  /** For people: `processed-then-lost, share 0.5, confirm`. */
  readonly description: string;
  readonly plannedStartMs: number;
  /** Null when it was never armed. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly touchedRequests: number;
  /** Attempts that routing sent elsewhere while it was active. */
  readonly routedAway: number;
  readonly isProved: boolean;
  /**
   * Which of the two counts nobody counted: without an audit log of the target they are inferred from the
   * orders that the gateway did not see. Absent where both were counted.
   */
  readonly estimated?: readonly FaultCount[];
}

export type FaultCount = 'touchedRequests' | 'routedAway';

export interface Witness {
  readonly paymentId: string;
  /** One sentence: what went wrong with which amounts. */
  readonly story: string;
  /** The two to four events that prove it. */
  readonly events: readonly RunEvent[];
}

export interface InvariantResult {
  readonly name: string;
  /** The precise sentence. */
  readonly promise: string;
  readonly scope: 'payment' | 'order' | 'card' | 'run';
  /** Money invariants outrank a rig error in the verdict. */
  readonly isMoney: boolean;
  /** False when the run has no evidence for it (no audit trail, say). */
  readonly judged: boolean;
  readonly checked: number;
  readonly violations: number;
  /** The first few, smallest first. */
  readonly witnesses: readonly Witness[];
}

export interface ObjectiveResult {
  readonly name: ObjectiveName;
  readonly phase: PhaseName;
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
  readonly actual: number | null;
  /** 95 % interval, null where the figure has none. */
  readonly interval: readonly [low: number, high: number] | null;
  /** `inconclusive`: the interval straddles the bound, or there were too few payments. */
  readonly outcome: 'met' | 'crossed' | 'inconclusive';
}

export interface LoadFigures {
  readonly plannedIterations: number;
  readonly completedIterations: number;
  readonly droppedIterations: number;
  readonly interruptedIterations: number;
  /**
   * Which side was too slow, where iterations were dropped: the target when every customer that the
   * load generator may have at once was waiting for it, else the generator or its machine.
   */
  readonly tooSlow?: 'target' | 'load-generator';
}

export interface MoneyFigures {
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** Net captured above what was owed, summed over orders. */
  readonly doubleChargedMinor: number;
  /** Net captured whose last claim is not paid. */
  readonly lostMinor: number;
}

/** One a second. */
export interface SeriesPoint {
  readonly t: number;
  readonly offered: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly pending: number;
  readonly latencyMs: { readonly p50: number; readonly p95: number } | null;
  readonly attemptsByProvider: Readonly<Record<string, number>>;
  readonly failuresByProvider: Readonly<Record<string, number>>;
  readonly activeFaults: readonly string[];
}

export interface RigTimes {
  readonly startupMs: number;
  /** Of that, until gateways, network and target were up. */
  readonly rigReadyMs?: number;
  /** Of that, until the load generator had made its customers ready, beside the rest. */
  readonly loadReadyMs?: number;
  readonly loadMs: number;
  readonly drainMs: number;
  readonly judgeMs: number;
  readonly reportMs: number;
  readonly totalMs: number;
}
