import type { RunEvent } from '../../core/events.ts';
import type { Witness } from '../../core/record.ts';
import type { OrderHistory } from '../history/order-history.ts';
import type { RunContext } from '../history/run-context.ts';

// An invariant is a pure fold over the events of its scope. It accuses only on causal facts (the
// order within one source, ids that pass from one to the next) and on what is true in the end:
// clocks of several processes prove no order.

/**
 * What must be there, whole, before an invariant may accuse anyone.
 *
 * - `clients`, `gateways`, `audit`: the logs of these sources.
 * - `settled`: the run came to rest, so that what is open now stays open.
 */
export type Evidence = 'clients' | 'gateways' | 'audit' | 'settled';

/**
 * What a fold found in one scope: nothing that it speaks of, all kept, or the proof that it was
 * broken.
 */
export type Finding = 'nothing' | 'kept' | Witness;

interface InvariantBase {
  /** Kebab-case; the key of reports and tests. */
  readonly name: string;
  /** The precise sentence. */
  readonly promise: string;
  /** Money invariants outrank a rig error in the verdict. */
  readonly isMoney: boolean;
  readonly requires: readonly Evidence[];
}

/** Judged for each order by itself. */
export interface OrderInvariant extends InvariantBase {
  readonly scope: 'payment' | 'order' | 'card';
  judge(history: OrderHistory, run: RunContext): Finding;
}

/** Judged over the whole run: a fold that is shown every order, and then the rest. */
export interface RunInvariant extends InvariantBase {
  readonly scope: 'run';
  begin(evidence: RunEvidence): RunFold;
}

export interface RunFold {
  see(history: OrderHistory): void;
  finish(): RunFindings;
}

export interface RunEvidence {
  readonly run: RunContext;
  /** Events that belong to no order. */
  readonly loose: readonly RunEvent[];
  readonly logs: readonly LogText[];
  /** Secrets of this run, word for word. */
  readonly secrets: readonly string[];
}

export interface LogText {
  readonly name: string;
  /** Whole, or in pieces of whole lines: a log may be larger than what is worth keeping in memory. */
  readonly text: string | Iterable<string>;
}

export interface RunFindings {
  readonly checked: number;
  readonly violations: readonly Witness[];
}

export type Invariant = OrderInvariant | RunInvariant;
