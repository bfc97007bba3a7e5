import type { VerdictOutcome, Verdict } from './verdict.ts';
import type { Witness } from './record.ts';

/** What a payment was doing when a fault met it. */
export type PaymentState =
  | 'paying'
  | 'paying-again'
  | 'paying-elsewhere'
  | 'capturing'
  | 'refunding'
  | 'fencing'
  | 'reconciling'
  | 'repairing';

export const PAYMENT_STATES: readonly PaymentState[] = [
  'paying',
  'paying-again',
  'paying-elsewhere',
  'capturing',
  'refunding',
  'fencing',
  'reconciling',
  'repairing',
];

/** How many calls of payments in a state a fault met, by fault and state. */
export type Coverage = Readonly<Record<string, Readonly<Record<PaymentState, number>>>>;

/** A fault and a state that it could have met payments in. */
export interface CoveragePair {
  readonly fault: string;
  readonly state: PaymentState;
}

/** One seed of a campaign. */
export interface SeedResult {
  readonly seed: number;
  /** Which draw of a swarm it played; null: the scenario as it is. */
  readonly variant: number | null;
  readonly outcome: VerdictOutcome;
  /** Codes of the verdict's reasons, the deciding ones first. */
  readonly reasons: readonly string[];
  readonly brokenInvariants: readonly string[];
  readonly crossedObjectives: readonly string[];
  /** Of every event of the virtual world; empty when it did not come to its end. */
  readonly hash: string;
  readonly payments: number;
  readonly simulatedMs: number;
  /** The folder of its run, where it was kept. */
  readonly runFolder: string | null;
}

/** What is told of the first seed, by number, that failed. */
export interface FirstFailure {
  readonly seed: number;
  readonly violations: readonly {
    readonly invariant: string;
    readonly promise: string;
    readonly violations: number;
    readonly witness: Witness | null;
  }[];
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly replayCommand: string;
  readonly runFolder: string | null;
  /** The file of what it was shrunk to; null when it was not. */
  readonly casePath: string | null;
}

/** Everything a campaign of seeds left behind. Schema in docs/. */
export interface CampaignRecord {
  readonly schemaVersion: 1;
  readonly campaignId: string;
  readonly scenario: string;
  readonly hypothesis: string;
  readonly world: 'simulated';
  /** ISO 8601, wall clock. */
  readonly startedAt: string;
  readonly policy: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly replayCommand: string;
  /** Over all seeds: the first of failed by money, rig error, aborted, failed, inconclusive, held. */
  readonly verdict: Verdict;
  readonly seeds: {
    readonly first: number;
    readonly planned: number;
    readonly played: number;
    /** From 1; null when the campaign was not cut into shards. */
    readonly shard: { readonly index: number; readonly count: number } | null;
    readonly isDeterminismChecked: boolean;
    /** Null: every seed played the scenario as it is. `guided`: variants that promised rare pairs. */
    readonly swarm: 'guided' | number | null;
  };
  /** In order of their seeds. */
  readonly runs: readonly SeedResult[];
  readonly firstFailure: FirstFailure | null;
  readonly coverage: {
    readonly faults: readonly {
      readonly fault: string;
      readonly calls: Readonly<Record<PaymentState, number>>;
    }[];
    /** Pairs that the scenario allows and no seed reached. */
    readonly neverReached: readonly CoveragePair[];
    readonly isRequired: boolean;
  };
  readonly traffic: {
    /** Virtual time of all seeds together. */
    readonly simulatedMs: number;
    readonly payments: number;
    readonly wallMs: number;
    readonly workers: number;
    readonly seedsPerSecond: number;
    readonly paymentsPerSecond: number;
  };
  /** Failing seeds that were kept, to be replayed. */
  readonly cases: readonly { readonly seed: number; readonly runFolder: string }[];
}
