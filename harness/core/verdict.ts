import { assertNever } from './assert-never.ts';
import { EXIT, type ExitCode } from './errors.ts';

export type VerdictOutcome = 'held' | 'failed' | 'inconclusive' | 'aborted' | 'rig-error';

export interface VerdictReason {
  readonly code: string;
  readonly message: string;
}

export interface Verdict {
  readonly outcome: VerdictOutcome;
  readonly reasons: readonly VerdictReason[];
}

/** What the parts of a run found, before precedence is applied. */
export interface Findings {
  /** Proven violations of a money invariant. */
  readonly moneyViolations: readonly VerdictReason[];
  readonly rigErrors: readonly VerdictReason[];
  readonly aborts: readonly VerdictReason[];
  /** Other violations and crossed objectives. */
  readonly breaches: readonly VerdictReason[];
  readonly doubts: readonly VerdictReason[];
}

/**
 * In doubt the first of: a proven money violation is failed; then rig error, aborted, any other
 * breach is failed, inconclusive, held. All reasons are kept, the deciding ones first.
 */
export function decideVerdict(findings: Findings): Verdict {
  const order: readonly (readonly [VerdictOutcome, readonly VerdictReason[]])[] = [
    ['failed', findings.moneyViolations],
    ['rig-error', findings.rigErrors],
    ['aborted', findings.aborts],
    ['failed', findings.breaches],
    ['inconclusive', findings.doubts],
  ];
  const outcome = order.find(([, reasons]) => reasons.length > 0)?.[0] ?? 'held';
  return { outcome, reasons: order.flatMap(([, reasons]) => reasons) };
}

export function exitCodeOf(verdict: Verdict): ExitCode {
  switch (verdict.outcome) {
    case 'held':
      return EXIT.held;
    case 'failed':
      return EXIT.failed;
    case 'inconclusive':
      return EXIT.inconclusive;
    case 'aborted':
      return verdict.reasons.some((reason) => reason.code === 'INTERRUPTED')
        ? EXIT.interrupted
        : EXIT.aborted;
    case 'rig-error':
      return EXIT.rigError;
    default:
      return assertNever(verdict.outcome);
  }
}
