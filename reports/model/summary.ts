import { formatMoney } from '../../harness/core/money.ts';
import type { InvariantResult, ObjectiveResult, RunRecord } from '../../harness/core/record.ts';
import type { VerdictOutcome } from '../../harness/core/verdict.ts';
import { formatBound, formatFigure, formatRatio } from './format.ts';

// The few sentences that every report begins with.

export const OUTCOME_WORDS: Readonly<Record<VerdictOutcome, string>> = {
  held: 'HELD',
  failed: 'FAILED',
  inconclusive: 'INCONCLUSIVE',
  aborted: 'ABORTED',
  'rig-error': 'RIG ERROR',
};

const MEANING: Readonly<Record<Exclude<VerdictOutcome, 'failed'>, string>> = {
  held: 'Every promise was kept and every objective met.',
  inconclusive: 'The evidence is too thin for a verdict.',
  aborted: 'The run was ended early; what was seen until then is below.',
  'rig-error': 'The rig broke. This says nothing about the target.',
};

/** The verdict in a sentence; of a failed run it says whether money is concerned. */
export function meaningOf(record: RunRecord): string {
  const { outcome } = record.verdict;
  if (outcome !== 'failed') return MEANING[outcome];
  const broken = brokenInvariants(record);
  const crossed = record.objectives.filter((objective) => objective.outcome === 'crossed').length;
  const money = broken.filter(({ isMoney }) => isMoney).length;
  const objectives = `${countOf(crossed, 'objective was', 'objectives were')} crossed`;
  if (broken.length === 0) return `No promise was broken; ${objectives}.`;
  const promises = `${countOf(broken.length, 'promise was', 'promises were')} broken, ${money === 0 ? 'none' : money} of them about money`;
  return crossed === 0 ? `${promises}.` : `${promises}; ${objectives}.`;
}

const countOf = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

export function titleOf(record: RunRecord): string {
  return `${record.scenario} ${testedWith(record)}`;
}

/** What was tested: a target of somebody's own, or the reference service with a policy. */
export function testedWith({ options, policy }: Pick<RunRecord, 'options' | 'policy'>): string {
  const target = options['target'];
  return typeof target === 'string' ? `against ${target}` : `with policy ${policy}`;
}

/** Broken ones first, then those that money depends on. */
export function brokenInvariants(record: RunRecord): readonly InvariantResult[] {
  return record.invariants
    .filter((invariant) => invariant.judged && invariant.violations > 0)
    .toSorted((a, b) => Number(b.isMoney) - Number(a.isMoney) || b.violations - a.violations);
}

export const heldInvariants = (record: RunRecord): readonly InvariantResult[] =>
  record.invariants.filter((invariant) => invariant.judged && invariant.violations === 0);

export const unjudgedInvariants = (record: RunRecord): readonly InvariantResult[] =>
  record.invariants.filter((invariant) => !invariant.judged);

export function describeObjective(objective: ObjectiveResult): string {
  const interval =
    objective.interval === null
      ? ''
      : ` (95 % interval ${formatFigure(objective.name, objective.interval[0])} to ${formatFigure(objective.name, objective.interval[1])})`;
  return `${objective.name} in ${objective.phase}: ${formatFigure(objective.name, objective.actual)}${interval}, wanted ${formatBound(objective.name, objective.bound)}`;
}

/** One line a kind of harm, with its sum in each currency; empty when no money was harmed. */
export function moneyHarm(record: RunRecord): readonly string[] {
  const sumsOf = (figure: 'doubleChargedMinor' | 'lostMinor'): string =>
    Object.entries(record.money)
      .filter(([, figures]) => figures[figure] > 0)
      .map(([currency, figures]) => formatMoney(figures[figure], currency))
      .join(', ');
  const twice = sumsOf('doubleChargedMinor');
  const lost = sumsOf('lostMinor');
  return [
    ...(twice === '' ? [] : [`charged twice: ${twice}`]),
    ...(lost === '' ? [] : [`taken without telling the customer "paid": ${lost}`]),
  ];
}

/**
 * Why "no money was harmed" can't be said of a run, null where it can: a promise about money that
 * nobody could judge is not one that was kept.
 */
export function moneyNotKnown(record: RunRecord): string | null {
  if (record.invariants.length === 0) return 'nothing was judged';
  const names = unjudgedInvariants(record)
    .filter(({ isMoney }) => isMoney)
    .map(({ name }) => name);
  return names.length === 0 ? null : `${names.join(', ')} could not be judged`;
}

/** Harm, or that there was none, or why that is not known. */
export function moneyLine(record: RunRecord): string {
  const harm = moneyHarm(record);
  if (harm.length > 0) return harm.join('; ');
  const unknown = moneyNotKnown(record);
  return unknown === null ? 'no money was harmed' : `not known: ${unknown}`;
}

/** `fault 97.8 %, recovery 100 %`: goodput of the phases that matter to a reader. */
export function goodputLine(record: RunRecord): string {
  return record.phases
    .filter((phase) => phase.name !== 'drain')
    .map((phase) => `${phase.name} ${formatRatio(phase.goodputRatio)}`)
    .join(', ');
}
