import type {
  FaultRecord,
  InvariantResult,
  LoadFigures,
  ObjectiveResult,
  PhaseFigures,
} from '../core/record.ts';
import type { Findings, VerdictReason } from '../core/verdict.ts';
import type { SourceState } from './history/sources.ts';
import type { Evidence } from './invariants/invariant.ts';
import { INVARIANTS } from './invariants/registry.ts';
import { reasonFor } from './judge-errors.ts';
import { FEWEST_PAYMENTS } from './objectives/measure.ts';

export interface FindingsInput {
  readonly invariants: readonly InvariantResult[];
  readonly objectives: readonly ObjectiveResult[];
  readonly phases: readonly PhaseFigures[];
  readonly faults: readonly FaultRecord[];
  readonly load: LoadFigures;
  readonly baselineDrops: number;
  readonly unread: number;
  readonly unexplained: number;
  readonly sources: readonly SourceState[];
  readonly evidence: ReadonlySet<Evidence>;
  readonly aborts: readonly VerdictReason[];
  readonly rigErrors: readonly VerdictReason[];
}

/** Sorts what the parts of the judge found by what it weighs in the verdict. */
export function collectFindings(input: FindingsInput): Findings {
  const broken = input.invariants.filter(({ violations }) => violations > 0);
  const crossed = input.objectives.filter(({ outcome }) => outcome === 'crossed');
  return {
    moneyViolations: broken
      .filter(({ isMoney }) => isMoney)
      .map((invariant) => reasonFor('JUDGE_MONEY_VIOLATION', describe(invariant))),
    rigErrors: [
      ...input.rigErrors,
      // An ill baseline says something about the rig, and takes all meaning from what follows.
      ...crossed
        .filter(({ phase }) => phase === 'baseline')
        .map((objective) => reasonFor('JUDGE_BASELINE_CROSSED', describeObjective(objective))),
      ...input.sources.flatMap(({ source, problem }) =>
        problem === null ? [] : [reasonFor('JUDGE_SOURCE_BROKEN', { source, problem })],
      ),
    ],
    aborts: input.aborts,
    breaches: [
      ...broken
        .filter(({ isMoney }) => !isMoney)
        .map((invariant) => reasonFor('JUDGE_VIOLATION', describe(invariant))),
      ...crossed
        .filter(({ phase }) => phase !== 'baseline')
        .map((objective) => reasonFor('JUDGE_OBJECTIVE_CROSSED', describeObjective(objective))),
    ],
    doubts: [
      ...doubtsAboutLoad(input),
      ...input.faults.flatMap(doubtsAboutFault),
      ...doubtsAboutEvidence(input),
      ...input.objectives
        .filter(({ outcome }) => outcome === 'inconclusive')
        .map((objective) => reasonFor(doubtAbout(objective), describeObjective(objective))),
    ],
  };
}

function doubtsAboutLoad({ phases, load, baselineDrops }: FindingsInput): readonly VerdictReason[] {
  const few = phases
    .filter(({ name, payments }) => name === 'fault' && payments.offered < FEWEST_PAYMENTS)
    .map(({ name, payments }) =>
      reasonFor('JUDGE_TOO_FEW_PAYMENTS', {
        payments: payments.offered,
        phase: name,
        needed: FEWEST_PAYMENTS,
      }),
    );
  const dropped = load.droppedIterations;
  return [
    ...few,
    ...(baselineDrops === 0
      ? []
      : [reasonFor('JUDGE_BASELINE_DROPS', { dropped: baselineDrops, side: sideOf(load) })]),
    // Customers that a healthy generator could not start were turned away by the target, and count
    // as failed. When the generator itself was too slow, they prove nothing.
    ...(load.tooSlow === 'load-generator'
      ? [reasonFor('JUDGE_GENERATOR_TOO_SLOW', { dropped })]
      : []),
  ];
}

function sideOf({ tooSlow }: LoadFigures): string {
  if (tooSlow === undefined) return 'machine or target';
  return tooSlow === 'target' ? 'target' : 'load generator or its machine';
}

function doubtsAboutFault(fault: FaultRecord): readonly VerdictReason[] {
  const { name, layer, startMs, touchedRequests, routedAway, isProved } = fault;
  if (startMs === null) return [reasonFor('JUDGE_FAULT_NOT_ARMED', { fault: name })];
  if (touchedRequests + routedAway === 0) return [reasonFor('JUDGE_FAULT_UNMET', { fault: name })];
  // A gateway names the faults that met a request; elsewhere only a probe can tell.
  return isProved || layer === 'gateway'
    ? []
    : [reasonFor('JUDGE_FAULT_UNPROVED', { fault: name })];
}

function doubtsAboutEvidence(input: FindingsInput): readonly VerdictReason[] {
  const unjudged = INVARIANTS.flatMap(({ name, isMoney, requires }) => {
    const missing = requires.filter((needed) => !input.evidence.has(needed));
    return isMoney && missing.length > 0
      ? [reasonFor('JUDGE_NOT_JUDGED', { invariant: name, missing: missing.join(', ') })]
      : [];
  });
  return [
    ...unjudged,
    ...(input.unread > 0 ? [reasonFor('JUDGE_READINGS_MISSING', { payments: input.unread })] : []),
    ...(input.unexplained > 0
      ? [reasonFor('JUDGE_MONEY_UNEXPLAINED', { count: input.unexplained })]
      : []),
  ];
}

const describe = ({ name, violations, checked, witnesses }: InvariantResult) => ({
  invariant: name,
  violations,
  checked,
  story: witnesses[0]?.story ?? '',
});

/** An interval that does not hold the bound was no reason for doubt: there were too few payments. */
function doubtAbout({ bound, interval }: ObjectiveResult) {
  const limit = 'atLeast' in bound ? bound.atLeast : bound.atMost;
  const isClose = interval !== null && interval[0] <= limit && limit <= interval[1];
  return isClose ? 'JUDGE_OBJECTIVE_INCONCLUSIVE' : 'JUDGE_OBJECTIVE_UNMEASURED';
}

function describeObjective({ name, phase, bound, actual, interval }: ObjectiveResult) {
  const limit = 'atLeast' in bound ? `at least ${bound.atLeast}` : `at most ${bound.atMost}`;
  const range = interval === null ? '' : ` (95 %: ${round(interval[0])} to ${round(interval[1])})`;
  return {
    objective: name,
    phase,
    actual: actual === null ? 'not measured' : `${round(actual)}${range}`,
    bound: limit,
  };
}

const round = (value: number): number => Number(value.toPrecision(4));
