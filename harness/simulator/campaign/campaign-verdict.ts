import type { CoveragePair } from '../../core/campaign.ts';
import {
  decideVerdict,
  type Findings,
  type Verdict,
  type VerdictReason,
} from '../../core/verdict.ts';
import type { RunRecord } from '../../core/record.ts';

/** What one seed says to the verdict of all. */
export type Judged = Pick<RunRecord, 'seed' | 'verdict' | 'invariants'>;

export interface CampaignFindings {
  readonly runs: readonly Judged[];
  /** It ended before its seeds did. */
  readonly aborts: readonly VerdictReason[];
  /** Pairs that had to be reached and were not. */
  readonly missing: readonly CoveragePair[];
}

/** The first of failed by money, rig error, aborted, failed, inconclusive, held. */
export function judgeCampaign({ runs, aborts, missing }: CampaignFindings): Verdict {
  const reasonsOf = (isMeant: (run: Judged) => boolean): readonly VerdictReason[] =>
    runs.filter(isMeant).flatMap(({ seed, verdict }) => firstReason(seed, verdict));
  const findings: Findings = {
    moneyViolations: reasonsOf(isMoneyFailure),
    rigErrors: reasonsOf(({ verdict }) => verdict.outcome === 'rig-error'),
    aborts: [...aborts, ...reasonsOf(({ verdict }) => verdict.outcome === 'aborted')],
    breaches: [
      ...reasonsOf((run) => run.verdict.outcome === 'failed' && !isMoneyFailure(run)),
      ...missing.map(({ fault, state }) => ({
        code: 'COVERAGE_MISSED',
        message: `no seed had ${fault} meet a payment that was ${state}`,
      })),
    ],
    doubts: reasonsOf(({ verdict }) => verdict.outcome === 'inconclusive'),
  };
  return decideVerdict(findings);
}

export const isMoneyFailure = ({ verdict, invariants }: Judged): boolean =>
  verdict.outcome === 'failed' &&
  invariants.some(({ isMoney, judged, violations }) => isMoney && judged && violations > 0);

/** One a seed: a thousand seeds that fail alike are one story, and the record has them all. */
function firstReason(seed: number, { outcome, reasons }: Verdict): readonly VerdictReason[] {
  // What broke the rig tells more than what the judge therefore missed.
  const cause = reasons.find(({ code }) => outcome === 'rig-error' && !code.startsWith('JUDGE_'));
  const first = cause ?? reasons[0];
  if (first === undefined) return [];
  return [{ code: first.code, message: `seed ${seed}: ${first.message}` }];
}
