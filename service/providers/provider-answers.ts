import type { DeclineKind, OutcomeClass, ProviderOperation } from '../../harness/core/outcome.ts';
import type { ProviderAnswer, ProviderState } from './adapter.ts';
import type { WireResult } from './http-exchange.ts';

// Every answer of every adapter is made here, so that what a kind of outcome proves about the money
// is decided once.

/** What an operation was about, known before it is answered. */
export interface KnownIds {
  readonly object: string | null;
  readonly authorisation: string | null;
  readonly capture: string | null;
}

export const NO_IDS: KnownIds = { object: null, authorisation: null, capture: null };

export interface Judgement {
  readonly outcome: OutcomeClass;
  readonly code: string;
  readonly decline?: DeclineKind | null;
  /** Absent: what the outcome alone proves. */
  readonly state?: ProviderState;
  readonly retryAfterMs?: number | null;
}

export const APPROVED_CODE = 'ok';

export function answerOf(
  operation: ProviderOperation,
  ids: KnownIds,
  judgement: Judgement,
): ProviderAnswer {
  return {
    outcome: judgement.outcome,
    decline: judgement.decline ?? null,
    code: judgement.code,
    object: ids.object,
    authorisation: ids.authorisation,
    capture: ids.capture,
    state: judgement.state ?? provenBy(operation, judgement.outcome),
    retryAfterMs: judgement.retryAfterMs ?? null,
  };
}

/** Refused by ourselves: nothing was sent. */
export const notAsked = (
  operation: 'create' | 'confirm' | 'capture' | 'refund',
  object: string | null,
  code: string,
): ProviderAnswer => answerOf(operation, { ...NO_IDS, object }, { outcome: 'refused', code });

/** What the outcome of an operation proves when the answer says nothing more. */
function provenBy(operation: ProviderOperation, outcome: OutcomeClass): ProviderState {
  if (operation === 'retrieve') return { kind: 'unknown' };
  if (operation === 'confirm' && outcome === 'declined') return { kind: 'declined' };
  if (operation === 'confirm' && outcome === 'action-required') return { kind: 'created' };
  if (outcome === 'refused' || outcome === 'not-processed') return { kind: 'none' };
  return { kind: 'unknown' };
}

/** A request that came back without an answer. */
export function withoutAnswer(result: Exclude<WireResult, { kind: 'answer' }>): Judgement {
  return { outcome: result.kind === 'not-sent' ? 'not-processed' : 'unknown', code: result.code };
}

/** An answer that is no JSON object: a proxy's page, a cut or an empty body. */
export function unreadable(status: number): Judgement {
  return { outcome: 'unknown', code: status < 400 ? 'malformed' : `http-${status}` };
}

/** JSON, but not the object that was asked for. */
export const UNEXPECTED: Judgement = { outcome: 'unknown', code: 'unexpected-object' };

/**
 * A provider's code for logs and audits. Providers' codes are words; anything else (a number, a
 * sentence, perhaps something that must not be logged) is replaced by the status.
 */
export function loggableCode(code: string | null, status: number): string {
  return code !== null && code.length <= 64 && /^[A-Za-z]+(_[A-Za-z]+)*$/.test(code)
    ? code
    : `http-${status}`;
}
