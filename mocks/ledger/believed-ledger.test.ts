import { describe, expect, test } from 'vitest';
import { BelievedLedger } from './believed-ledger.ts';
import type { LedgerMovement } from './ledger.ts';
import { MemoryLedger } from './memory-ledger.ts';

const NONE = { isPhantom: false, capturedDeltaMinor: 0 };

function start() {
  const entries: string[] = [];
  const truth = new MemoryLedger({
    nextEntryId: () => `entry-${entries.length}`,
    append: (entry) => {
      entries.push(`${entry.movement} ${entry.amountMinor}`);
      return { ...entry, kind: 'ledger', source: 'gateway:stripe', seq: 0, t: 0 };
    },
  });
  const ledger = new BelievedLedger(truth);
  const record = (movement: LedgerMovement['movement'], amountMinor: number, exchange = 'honest') =>
    ledger.record({
      movement,
      amountMinor,
      order: 'order-1',
      object: 'object-1',
      authorisation: 'hold-1',
      currency: 'EUR',
      exchange,
    });
  return { ledger, truth, entries, record };
}

describe('what the provider believes of its money', () => {
  test('is the truth as long as nobody lies', () => {
    const { ledger, entries, record } = start();
    record('authorise', 1000);
    record('capture', 600);
    expect(entries).toEqual(['authorise 1000', 'capture 600']);
    expect(ledger.balanceOf('hold-1')).toMatchObject({ heldMinor: 400, capturedMinor: 600 });
  });

  test('is that it took what it said, when it took more', () => {
    const { ledger, truth, entries, record } = start();
    record('authorise', 1000);
    ledger.lieAbout('lie', { ...NONE, capturedDeltaMinor: 50 });
    record('capture', 1000, 'lie');
    expect(entries).toEqual(['authorise 1000', 'authorise 50', 'capture 1050']);
    expect(ledger.balanceOf('hold-1')).toMatchObject({ capturedMinor: 1000 });
    expect(truth.balanceOf('hold-1')).toMatchObject({ capturedMinor: 1050 });
  });

  test('is that it took what it said, when it took less; the rest of the hold is let go', () => {
    const { ledger, truth, entries, record } = start();
    ledger.lieAbout('lie', { ...NONE, capturedDeltaMinor: -300 });
    record('authorise', 1000, 'lie');
    record('capture', 1000, 'lie');
    expect(entries).toEqual(['authorise 1000', 'capture 700', 'void 300']);
    record('refund', 1000);
    expect(entries.at(-1)).toBe('refund 700');
    expect(truth.balanceOf('hold-1')).toMatchObject({ capturedMinor: 700, refundedMinor: 700 });
  });

  test('never makes a capture of nothing', () => {
    const { ledger, entries, record } = start();
    record('authorise', 1000);
    ledger.lieAbout('lie', { ...NONE, capturedDeltaMinor: -5000 });
    record('capture', 400, 'lie');
    expect(entries).toEqual(['authorise 1000', 'capture 1']);
  });

  test('goes on for a payment that never was: it is captured and refunded, and nothing moves', () => {
    const { ledger, truth, entries, record } = start();
    ledger.lieAbout('lie', { ...NONE, isPhantom: true });
    record('authorise', 1000, 'lie');
    record('capture', 1000);
    record('refund', 200);
    expect(entries).toEqual([]);
    expect(ledger.balanceOf('hold-1')).toMatchObject({ capturedMinor: 1000, refundedMinor: 200 });
    expect(truth.balanceOf('hold-1')).toMatchObject({ capturedMinor: 0 });
  });

  test('does not cover more than was authorised either', () => {
    const { ledger, record } = start();
    ledger.lieAbout('lie', { ...NONE, isPhantom: true });
    record('authorise', 1000, 'lie');
    expect(() => record('capture', 1001)).toThrow(
      expect.objectContaining({ code: 'LEDGER_OVERDRAWN' }),
    );
  });

  test('is forgotten with the ledger', () => {
    const { ledger, entries, record } = start();
    ledger.lieAbout('lie', { ...NONE, isPhantom: true });
    record('authorise', 1000, 'lie');
    ledger.clear();
    record('authorise', 5);
    expect(entries).toEqual(['authorise 5']);
  });
});
