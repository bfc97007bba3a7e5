import type { RunRecord } from '../../core/record.ts';
import { reasonFor } from '../../drill/ending.ts';
import { asPaydrillError } from './as-paydrill-error.ts';

/**
 * A run that did not hold, with what its target was refused: a call that has no virtual form, a host
 * that is not there. A target may catch that and go on, and then nothing else tells why it failed.
 */
export function withRefusals(record: RunRecord, refused: readonly Error[]): RunRecord {
  const { outcome, reasons } = record.verdict;
  if (outcome === 'held' || refused.length === 0) return record;
  const known = new Set(reasons.map(({ message }) => message));
  const added = refused
    .map((error) => reasonFor(asPaydrillError(error) ?? error, 'playing the target'))
    .filter(({ message }) => !known.has(message));
  // A rig that broke most likely broke by them.
  const all = outcome === 'rig-error' ? [...added, ...reasons] : [...reasons, ...added];
  return { ...record, verdict: { outcome, reasons: all } };
}
