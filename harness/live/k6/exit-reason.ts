// k6's exit codes (errext/exitcodes/codes.go, the same in v1 and v2) as reasons.

export type K6ExitReason =
  | 'done'
  | 'thresholds-failed'
  | 'marked-failed'
  | 'stopped-over-rest'
  | 'stopped-by-signal'
  | 'script-aborted'
  | 'script-exception'
  | 'invalid-configuration'
  | 'timeout'
  | 'rest-port-taken'
  | 'panic'
  | 'killed'
  | 'unknown';

interface ReasonRow {
  readonly reason: K6ExitReason;
  /** Completes "k6 ended too early: ...". */
  readonly text: string;
}

const REASONS: Readonly<Record<number, ReasonRow>> = {
  0: { reason: 'done', text: 'it was done' },
  99: { reason: 'thresholds-failed', text: 'thresholds of the script failed' },
  100: { reason: 'timeout', text: 'setup() took too long' },
  101: { reason: 'timeout', text: 'teardown() took too long' },
  102: { reason: 'timeout', text: 'something took too long' },
  103: { reason: 'stopped-over-rest', text: 'it was stopped over its control API' },
  104: { reason: 'invalid-configuration', text: 'its configuration is invalid' },
  105: { reason: 'stopped-by-signal', text: 'it was stopped by a signal' },
  106: { reason: 'rest-port-taken', text: 'it could not listen for its control API' },
  107: { reason: 'script-exception', text: 'the script threw outside an iteration' },
  108: { reason: 'script-aborted', text: 'the script aborted the test' },
  109: { reason: 'panic', text: 'it crashed (a Go panic)' },
  110: { reason: 'marked-failed', text: 'the script marked the test as failed' },
};

export function exitReasonOf(code: number | null, signal: NodeJS.Signals | null): ReasonRow {
  if (code === null) return { reason: 'killed', text: `it was ended by ${signal ?? 'a signal'}` };
  return REASONS[code] ?? { reason: 'unknown', text: `exit code ${code}` };
}

/** Ends that leave all figures whole: the verdict is the harness's, not k6's thresholds'. */
export function isWholeEnd(reason: K6ExitReason): boolean {
  return reason === 'done' || reason === 'thresholds-failed' || reason === 'marked-failed';
}
