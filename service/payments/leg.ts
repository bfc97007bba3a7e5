import { assertNever } from '../../harness/core/assert-never.ts';
import type { DeclineKind, OutcomeClass, ProviderName } from '../../harness/core/outcome.ts';
import type { CaptureMode, ProviderAnswer, ProviderState } from '../providers/adapter.ts';

// A leg is one payment's way through one provider: the object created there and what became of
// it. A state that ends in `-unknown` is committed before the call leaves, so that after a crash
// the store never claims more than is known.

export type LegState =
  | 'new'
  | 'create-unknown'
  | 'created'
  | 'confirm-unknown'
  | 'held'
  | 'capture-unknown'
  | 'taken'
  | 'void-unknown'
  | 'refund-unknown'
  | 'declined'
  | 'refused'
  | 'shut'
  | 'returned';

export type LegOperation = 'create' | 'confirm' | 'capture' | 'void' | 'refund' | 'retrieve';
export type EffectOperation = Exclude<LegOperation, 'retrieve'>;

export interface Leg {
  readonly number: number;
  readonly provider: ProviderName;
  readonly captureMode: CaptureMode;
  readonly state: LegState;
  readonly object: string | null;
  readonly authorisation: string | null;
  readonly capture: string | null;
  /** Of the last answer that was a no. */
  readonly decline: DeclineKind | null;
  readonly outcome: OutcomeClass | null;
  readonly code: string | null;
  /** Epoch ms of the first call whose outcome is still open; null when nothing is. */
  readonly doubtSince: number | null;
  /** A policy gave it up for lost without proof: nobody looks at it again. */
  readonly isForgotten: boolean;
  /** How often each operation was called. */
  readonly tries: Readonly<Partial<Record<LegOperation, number>>>;
  /** Moves on when a provider may have stored a refusal under the key of before. */
  readonly keyGenerations: Readonly<Partial<Record<EffectOperation, number>>>;
}

export function startLeg(number: number, provider: ProviderName, captureMode: CaptureMode): Leg {
  return {
    number,
    provider,
    captureMode,
    state: 'new',
    object: null,
    authorisation: null,
    capture: null,
    decline: null,
    outcome: null,
    code: null,
    doubtSince: null,
    isForgotten: false,
    tries: {},
    keyGenerations: {},
  };
}

/** The same key for every try of an operation, unless its generation moved on. */
export function keyOf(payment: string, leg: Leg, operation: EffectOperation): string {
  const generation = leg.keyGenerations[operation] ?? 0;
  return `${payment}.${leg.number}.${operation}${generation === 0 ? '' : `.${generation}`}`;
}

export function withNextKey(leg: Leg, operation: EffectOperation): Leg {
  const generation = (leg.keyGenerations[operation] ?? 0) + 1;
  return { ...leg, keyGenerations: { ...leg.keyGenerations, [operation]: generation } };
}

/** Money may have moved at this leg without our knowing. An unknown create moves none. */
export const isMoneyInDoubt = (leg: Leg): boolean =>
  leg.state === 'confirm-unknown' ||
  leg.state === 'capture-unknown' ||
  leg.state === 'void-unknown' ||
  leg.state === 'refund-unknown';

/** Closed although nothing proves that it can't take money: told by our own code. */
const GIVEN_UP = 'given-up';

/**
 * Ends a doubt without proof: of a create that nobody will confirm, or of a confirm that its
 * provider says it never saw, long after it was sent.
 */
export const abandonDoubt = (leg: Leg): Leg => ({
  ...leg,
  state: 'shut',
  code: GIVEN_UP,
  doubtSince: null,
});

export const isGivenUp = (leg: Leg): boolean => leg.state === 'shut' && leg.code === GIVEN_UP;

/** Its provider speaks of it after all. */
export const reviveDoubt = (leg: Leg, now: number): Leg => ({
  ...leg,
  state: 'confirm-unknown',
  code: null,
  doubtSince: now,
});

/** The issuer said no, also where the object was shut before that could be told from its state. */
export const isDeclined = (leg: Leg): boolean =>
  leg.state === 'declined' ||
  (leg.decline !== null && (leg.state === 'void-unknown' || leg.state === 'shut'));

export const hasMoney = (leg: Leg): boolean => leg.state === 'held' || leg.state === 'taken';

export const isInDoubt = (leg: Leg): boolean =>
  leg.state === 'create-unknown' || isMoneyInDoubt(leg);

/** The provider was asked and did nothing, or was never asked: it may be asked again. */
export const canResume = (leg: Leg): boolean =>
  !leg.isForgotten &&
  (leg.state === 'new' || leg.state === 'created' || leg.state === 'create-unknown');

/** What the store says while a call is out. */
export function markCalled(leg: Leg, operation: LegOperation, now: number): Leg {
  const tries = { ...leg.tries, [operation]: (leg.tries[operation] ?? 0) + 1 };
  if (operation === 'retrieve') return { ...leg, tries };
  return { ...leg, tries, state: `${operation}-unknown`, doubtSince: leg.doubtSince ?? now };
}

/**
 * What the leg is after an answer.
 *
 * @param before the leg as it was before the call was marked: an answer that proves nothing was
 *   done returns there, so that an earlier unknown of the same operation stays unknown.
 * @param calledAt epoch ms
 */
export function applyAnswer(
  before: Leg,
  operation: LegOperation,
  answer: ProviderAnswer,
  calledAt: number,
): Leg {
  const marked = operation === 'retrieve' ? before.state : (`${operation}-unknown` as const);
  const state = nextState(before.state, marked, operation, answer);
  // Not while the operation itself is in doubt: a refund under a new key could be a second one.
  const isStoredRefusal =
    answer.outcome === 'refused' &&
    (operation === 'void' || operation === 'capture' || operation === 'refund') &&
    (operation === 'void' || before.state !== marked);
  const isNo = answer.outcome !== 'approved' || answer.state.kind === 'declined';
  const leg: Leg = {
    ...before,
    tries: { ...before.tries, [operation]: (before.tries[operation] ?? 0) + 1 },
    state,
    object: before.object ?? answer.object,
    authorisation: answer.authorisation ?? before.authorisation,
    capture: answer.capture ?? before.capture,
    decline: isNo ? (answer.decline ?? before.decline) : before.decline,
    outcome: operation === 'retrieve' && !isNo ? before.outcome : answer.outcome,
    code: isNo ? answer.code : before.code,
  };
  const doubtSince = isInDoubt(leg) ? (before.doubtSince ?? calledAt) : null;
  const settled = { ...leg, doubtSince };
  return isStoredRefusal ? withNextKey(settled, operation) : settled;
}

function nextState(
  before: LegState,
  marked: LegState,
  operation: LegOperation,
  answer: ProviderAnswer,
): LegState {
  const proven = provenState(answer.state);
  switch (answer.outcome) {
    case 'unknown':
      return marked;
    case 'not-processed':
      return before;
    case 'declined':
    case 'action-required':
      if (operation === 'create' || operation === 'confirm') return 'declined';
      return proven ?? marked;
    case 'refused':
      if (proven !== null) return proven;
      // A create moves no money, whatever became of an earlier try.
      if (operation === 'create') return 'refused';
      // This call did nothing; what an earlier one did stays open.
      return operation === 'confirm' && before === 'created' ? 'refused' : before;
    case 'approved':
      return operation === 'retrieve'
        ? stateFound(before, answer.state)
        : stateApproved(marked, operation, answer);
    default:
      return assertNever(answer.outcome);
  }
}

/** A state of the provider that leaves no doubt. */
function provenState(state: ProviderState): LegState | null {
  switch (state.kind) {
    case 'authorised':
      return 'held';
    case 'captured':
      return 'taken';
    case 'voided':
      return 'shut';
    case 'refunded':
      return 'returned';
    case 'declined':
      return 'declined';
    case 'none':
    case 'created':
    case 'not-found':
    case 'unknown':
      return null;
    default:
      return assertNever(state);
  }
}

function stateApproved(
  marked: LegState,
  operation: EffectOperation,
  answer: ProviderAnswer,
): LegState {
  switch (operation) {
    case 'create':
      return answer.object === null ? marked : (provenState(answer.state) ?? 'created');
    case 'confirm':
      // An approval that does not say what the money is proves nothing.
      return provenState(answer.state) ?? marked;
    case 'capture':
      return answer.state.kind === 'authorised' ? marked : (provenState(answer.state) ?? marked);
    case 'void':
      return answer.state.kind === 'captured' ? 'taken' : 'shut';
    case 'refund':
      return 'returned';
    default:
      return assertNever(operation);
  }
}

// A status query sees what has arrived; what was sent and not yet seen may still arrive. So it
// never turns a doubt into "nothing happened", only into what it found.
function stateFound(before: LegState, found: ProviderState): LegState {
  switch (found.kind) {
    case 'authorised':
      return before === 'confirm-unknown' ? 'held' : before;
    case 'captured':
      return before === 'refund-unknown' ? before : 'taken';
    case 'declined':
      return before === 'confirm-unknown' ? 'declined' : before;
    case 'voided':
      return 'shut';
    case 'refunded':
      return 'returned';
    case 'none':
    case 'created':
    case 'not-found':
    case 'unknown':
      return before;
    default:
      return assertNever(found);
  }
}
