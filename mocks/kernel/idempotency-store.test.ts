import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeptAnswer } from './idempotency-rules.ts';
import { IdempotencyStore, type KeyClaim } from './idempotency-store.ts';

const kept = (exchange: string): KeptAnswer => ({
  answer: { status: 200, headers: {}, body: '{}' },
  exchange,
  object: null,
  order: null,
});

function claimFirst(store: IdempotencyStore, now = 0): KeyClaim {
  const result = store.claim('key', 'print', now, 1000);
  if (result.kind !== 'first') throw new Error(`expected the first claim, got ${result.kind}`);
  return result.claim;
}

describe('an idempotency key', () => {
  it('is in flight until it is settled, then answers what was kept', () => {
    const store = new IdempotencyStore();
    const claim = claimFirst(store);
    expect(store.claim('key', 'print', 0, 1000).kind).toBe('in-flight');
    claim.keep(kept('one'));
    expect(store.claim('key', 'print', 999, 1000)).toEqual({ kind: 'kept', kept: kept('one') });
    expect(store.claim('key', 'other', 999, 1000).kind).toBe('mismatch');
  });

  it('is free again when it is released or too old', () => {
    const store = new IdempotencyStore();
    claimFirst(store).release();
    claimFirst(store).keep(kept('one'));
    claimFirst(store, 1000);
  });

  it('is not freed by time while its first request is on its way', () => {
    const store = new IdempotencyStore();
    claimFirst(store);
    expect(store.claim('key', 'print', 5000, 1000).kind).toBe('in-flight');
  });

  it('is settled once', () => {
    const store = new IdempotencyStore();
    const claim = claimFirst(store);
    claim.keep(kept('one'));
    claim.keep(kept('two'));
    claim.release();
    expect(store.claim('key', 'print', 0, 1000)).toEqual({ kind: 'kept', kept: kept('one') });
  });

  it('has at most one first request in flight, whatever the order of events', () => {
    const events = fc.array(fc.constantFrom('claim', 'keep', 'release', 'wait'), { maxLength: 40 });
    fc.assert(
      fc.property(events, (sequence) => {
        const store = new IdempotencyStore();
        let open: KeyClaim | null = null;
        let now = 0;
        for (const event of sequence) {
          if (event === 'wait') now += 600;
          if (event === 'keep') open?.keep(kept(String(now)));
          if (event === 'release') open?.release();
          if (event === 'keep' || event === 'release') open = null;
          if (event !== 'claim') continue;
          const result = store.claim('key', 'print', now, 1000);
          if (open !== null) expect(result.kind).toBe('in-flight');
          if (result.kind === 'first') open = result.claim;
        }
      }),
    );
  });
});
