import type { EventSource, RunEvent } from '../core/events.ts';
import type { Order } from '../core/order.ts';
import type { Phase } from '../core/phases.ts';
import type { LoadFigures, RunRecord } from '../core/record.ts';
import type { Scenario } from '../core/scenario.ts';
import type { Findings, VerdictReason } from '../core/verdict.ts';
import type { FaultFact } from './figures/fault-facts.ts';
import type { LogText } from './invariants/invariant.ts';

export interface JudgeInput {
  readonly scenario: Scenario;
  /** Seeds the resampling of intervals: the same run gives the same judgement. */
  readonly seed: number;
  readonly phases: readonly Phase[];
  /** In any mixture of sources; best each source's in the order of its log. */
  readonly events: readonly RunEvent[];
  readonly orders: readonly Order[];
  readonly load: LoadFigures;
  /** False when the run ended before it came to rest: then what is open proves nothing. */
  readonly isSettled: boolean;
  /** By default read from the drill's events. */
  readonly faults?: readonly FaultFact[];
  /**
   * Sources whose logs were collected. By default clients, the scenario's gateways, and the
   * service if it said anything: a target of your own need not keep an audit trail.
   */
  readonly sources?: readonly EventSource[];
  /** Sources that the drill broke on purpose: a gap there is no rig error, and no proof. */
  readonly expectedGaps?: readonly EventSource[];
  /** Texts to search for secrets. */
  readonly logs?: readonly LogText[];
  /** Secrets of this run, word for word, to search for. */
  readonly secrets?: readonly string[];
  readonly aborts?: readonly VerdictReason[];
  readonly rigErrors?: readonly VerdictReason[];
}

/** Everything of a run record that follows from its events. */
export interface Judgement extends Pick<
  RunRecord,
  'verdict' | 'phases' | 'faults' | 'invariants' | 'objectives' | 'money' | 'series'
> {
  /** What the verdict was made of. */
  readonly findings: Findings;
}
