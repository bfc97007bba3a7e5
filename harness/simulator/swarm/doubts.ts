import type { RunRecord } from '../../core/record.ts';

/**
 * What makes one drill prove nothing and is meant in a swarm: a few customers, and faults that none
 * of them met. The campaign tells by its coverage what all seeds together have met.
 */
const DOUBTS_OF_FEW: ReadonlySet<string> = new Set([
  'JUDGE_TOO_FEW_PAYMENTS',
  'JUDGE_FAULT_UNMET',
  'JUDGE_FAULT_UNPROVED',
]);

/** A run that leaves no other doubt has held. */
export function withoutDoubtsOfFew(record: RunRecord): RunRecord {
  const { outcome, reasons } = record.verdict;
  if (outcome !== 'inconclusive') return record;
  const rest = reasons.filter(({ code }) => !DOUBTS_OF_FEW.has(code));
  return {
    ...record,
    verdict: { outcome: rest.length === 0 ? 'held' : 'inconclusive', reasons: rest },
  };
}
