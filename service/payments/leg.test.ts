import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProviderAnswer } from '../providers/adapter.ts';
import {
  applyAnswer,
  isMoneyInDoubt,
  keyOf,
  markCalled,
  startLeg,
  withNextKey,
  type Leg,
  type LegOperation,
  type LegState,
} from './leg.ts';

const answer = (over: Partial<ProviderAnswer>): ProviderAnswer => ({
  outcome: 'approved',
  decline: null,
  code: 'ok',
  object: 'pi_1',
  authorisation: null,
  capture: null,
  state: { kind: 'unknown' },
  retryAfterMs: null,
  ...over,
});
const legIn = (state: LegState): Leg => ({ ...startLeg(0, 'stripe', 'automatic'), state });
const after = (state: LegState, operation: LegOperation, over: Partial<ProviderAnswer>): LegState =>
  applyAnswer(legIn(state), operation, answer(over), 0).state;

const STATES: readonly LegState[] = [
  'new',
  'create-unknown',
  'created',
  'confirm-unknown',
  'held',
  'capture-unknown',
  'taken',
  'void-unknown',
  'refund-unknown',
  'declined',
  'refused',
  'shut',
  'returned',
];

describe('a leg', () => {
  it('is in doubt for as long as a call is out', () => {
    for (const operation of ['confirm', 'capture', 'void', 'refund'] as const) {
      const marked = markCalled(legIn('held'), operation, 7);
      expect(isMoneyInDoubt(marked)).toBe(true);
      expect(marked.doubtSince).toBe(7);
    }
  });

  it('takes no approval for success that does not say what the money is', () => {
    expect(after('created', 'confirm', { state: { kind: 'unknown' } })).toBe('confirm-unknown');
    expect(after('created', 'confirm', { state: { kind: 'created' } })).toBe('confirm-unknown');
    expect(after('new', 'create', { object: null })).toBe('create-unknown');
    const authorised = { kind: 'authorised', authorisedMinor: 1 } as const;
    expect(after('held', 'capture', { state: authorised })).toBe('capture-unknown');
  });

  it('stays unknown when a status query does not see the call yet', () => {
    for (const kind of ['created', 'not-found', 'none', 'unknown'] as const) {
      expect(after('confirm-unknown', 'retrieve', { state: { kind } })).toBe('confirm-unknown');
    }
    const authorised = { kind: 'authorised', authorisedMinor: 1 } as const;
    expect(after('capture-unknown', 'retrieve', { state: authorised })).toBe('capture-unknown');
    expect(after('void-unknown', 'retrieve', { state: authorised })).toBe('void-unknown');
  });

  it('stays unknown when a replay is not processed or refused', () => {
    expect(after('confirm-unknown', 'confirm', { outcome: 'not-processed' })).toBe(
      'confirm-unknown',
    );
    expect(after('confirm-unknown', 'confirm', { outcome: 'refused' })).toBe('confirm-unknown');
    expect(after('created', 'confirm', { outcome: 'not-processed' })).toBe('created');
    expect(after('created', 'confirm', { outcome: 'refused' })).toBe('refused');
  });

  it('never gets out of a doubt by an answer that is itself unknown', () => {
    const doubts = STATES.filter((state) => state.endsWith('-unknown'));
    const operations = ['confirm', 'capture', 'void', 'refund', 'retrieve'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...doubts),
        fc.constantFrom(...operations),
        fc.constantFrom('unknown', 'not-processed'),
        (state, operation, outcome) => {
          expect(after(state, operation, { outcome })).toMatch(/-unknown$/);
        },
      ),
    );
  });

  it('keeps its key for every try and changes it only when told', () => {
    const leg = startLeg(1, 'stripe', 'automatic');
    expect(keyOf('pay_1', leg, 'confirm')).toBe('pay_1.1.confirm');
    expect(keyOf('pay_1', markCalled(leg, 'confirm', 0), 'confirm')).toBe('pay_1.1.confirm');
    expect(keyOf('pay_1', withNextKey(leg, 'confirm'), 'confirm')).toBe('pay_1.1.confirm.1');
  });

  it('does not repeat a void under a key whose refusal the provider stored', () => {
    const refused = applyAnswer(legIn('held'), 'void', answer({ outcome: 'refused' }), 0);
    expect(refused.state).toBe('held');
    expect(refused.keyGenerations.void).toBe(1);
    // A refund in doubt must keep its key, or it could be made twice.
    const doubted = applyAnswer(
      legIn('refund-unknown'),
      'refund',
      answer({ outcome: 'refused' }),
      0,
    );
    expect(doubted.keyGenerations.refund ?? 0).toBe(0);
  });
});
