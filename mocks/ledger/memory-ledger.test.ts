import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry, Movement } from '../../harness/core/events.ts';
import { LEDGER_ERRORS } from './ledger-errors.ts';
import type { LedgerMovement } from './ledger.ts';
import { MemoryLedger } from './memory-ledger.ts';

interface Book {
  readonly ledger: MemoryLedger;
  readonly entries: LedgerEntry[];
  move(movement: Movement, amountMinor: number, currency?: string): LedgerEntry;
}

function openBook(): Book {
  const entries: LedgerEntry[] = [];
  const ledger = new MemoryLedger({
    nextEntryId: () => `entry-${entries.length}`,
    append: (entry) => {
      const seq = entries.length;
      entries.push({ ...entry, kind: 'ledger', source: 'gateway:stripe', t: 0, seq });
      return entries[seq] as LedgerEntry;
    },
  });
  const base: Omit<LedgerMovement, 'movement' | 'amountMinor' | 'currency'> = {
    order: 'o',
    object: 'p',
    authorisation: 'a',
    exchange: null,
  };
  return {
    ledger,
    entries,
    move: (movement, amountMinor, currency = 'EUR') =>
      ledger.record({ ...base, movement, amountMinor, currency }),
  };
}

describe('the ledger', () => {
  it('moves money from account to account', () => {
    const book = openBook();
    book.move('authorise', 100);
    book.move('capture', 60);
    book.move('void', 40);
    book.move('refund', 25);
    expect(book.entries.map(({ postings }) => postings)).toEqual([
      [post('cardholder', -100), post('held', 100)],
      [post('held', -60), post('merchant', 60)],
      [post('held', -40), post('cardholder', 40)],
      [post('merchant', -25), post('cardholder', 25)],
    ]);
    expect(book.ledger.balanceOf('a')).toMatchObject({ heldMinor: 0, capturedMinor: 60 });
    expect(book.ledger.balanceOf('unknown')).toMatchObject({ heldMinor: 0, capturedMinor: 0 });
  });

  it.each([
    ['LEDGER_OVERDRAWN', () => openBook().move('capture', 1)],
    ['LEDGER_BAD_AMOUNT', () => openBook().move('authorise', 0.5)],
    ['LEDGER_CURRENCY_CHANGED', changeCurrency],
  ])('throws %s for a bug of a dialect', (code, act) => {
    expect(act).toThrow(expect.objectContaining({ code }));
    expect(Object.keys(LEDGER_ERRORS)).toContain(code);
  });

  it('holds its invariants whatever is asked of it, and writes nothing that it refuses', () => {
    const movements = fc.constantFrom<Movement>('authorise', 'capture', 'void', 'expire', 'refund');
    const amounts = fc.integer({ min: -1, max: 50 });
    fc.assert(
      fc.property(fc.array(fc.tuple(movements, amounts), { maxLength: 40 }), (asked) => {
        const book = openBook();
        for (const [movement, amount] of asked) {
          const before = book.entries.length;
          try {
            book.move(movement, amount);
          } catch {
            expect(book.entries.length).toBe(before);
          }
        }
        const total = (...kinds: readonly Movement[]): number =>
          book.entries
            .filter(({ movement }) => kinds.includes(movement))
            .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        for (const { postings } of book.entries) {
          expect(postings.reduce((sum, posting) => sum + posting.amountMinor, 0)).toBe(0);
        }
        expect(total('capture', 'void', 'expire')).toBeLessThanOrEqual(total('authorise'));
        expect(total('refund')).toBeLessThanOrEqual(total('capture'));
        expect(book.ledger.balanceOf('a')).toMatchObject({
          heldMinor: total('authorise') - total('capture', 'void', 'expire'),
          capturedMinor: total('capture'),
          refundedMinor: total('refund'),
        });
      }),
    );
  });
});

function changeCurrency(): void {
  const book = openBook();
  book.move('authorise', 10);
  book.move('capture', 5, 'USD');
}

const post = (account: string, amountMinor: number) => ({ account, amountMinor });
