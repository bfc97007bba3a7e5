import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../../harness/core/test-cards.ts';
import { startRig } from '../testing/rig.ts';
import { EMPTY_BATCH, openStore, type Store } from './store.ts';
import { createVault } from './vault.ts';

const started = { kind: 'service-started', t: 1, recovered: 0 } as const;
const open = (path: string, onBroken: (error: unknown) => void = () => undefined): Store =>
  openStore(path, onBroken);
const seqs = (store: Store): number[] =>
  store.auditAfter(-1, 100).lines.map((line) => (JSON.parse(line) as { seq: number }).seq);

function inFolder(work: (path: string) => void | Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paydrill-store-'));
    try {
      await work(join(folder, 'store.sqlite'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

describe('the store', () => {
  it(
    'belongs to one service at a time',
    inFolder((path) => {
      using first = open(path);
      first.audit([started]);
      expect(() => open(path)).toThrow(/locked/);
    }),
  );

  it('knows a webhook that was received before', () => {
    using store = open(':memory:');
    const row = {
      provider: 'stripe',
      event: 'evt_1',
      type: 'moved',
      object: null,
      order: 'o',
      receivedAt: 1,
    } as const;
    expect(store.receiveWebhook(row)).toBe(true);
    expect(store.receiveWebhook(row)).toBe(false);
    expect(store.receiveWebhook({ ...row, provider: 'paypal' })).toBe(true);
  });
});

describe('the audit trail', () => {
  it(
    'counts on without a gap after a restart',
    inFolder((path) => {
      for (let start = 0; start < 3; start += 1) {
        using store = open(path);
        store.audit([started, started]);
      }
      using store = open(path);
      expect(seqs(store)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(store.auditCount()).toBe(6);
    }),
  );

  it(
    'has no gap where a turn failed, nothing of that turn is kept, and nothing goes on',
    inFolder(async (path) => {
      const key = { key: 'k', route: 'pay', fingerprint: '', payment: 'p' };
      const errors: unknown[] = [];
      {
        using store = open(path, (error) => errors.push(error));
        store.write({ ...EMPTY_BATCH, keys: [key], audit: [started] });
        await store.settled();
        store.audit([started]);
        const lost = store.settled();
        expect(() => store.write({ ...EMPTY_BATCH, keys: [key], audit: [started] })).toThrow();
        await expect(lost).rejects.toThrow(/UNIQUE/);
        expect(errors).toHaveLength(1);
        expect(store.isBroken()).toBe(true);
        expect(() => store.audit([started])).toThrow(/UNIQUE/);
      }
      using store = open(path);
      expect(seqs(store)).toEqual([0]);
      store.audit([started]);
      expect(seqs(store)).toEqual([0, 1]);
    }),
  );

  it('is read in pages up to its end mark, from where a reader left off', async () => {
    await using rig = startRig();
    for (let n = 0; n < 120; n += 1) await rig.pay(`order-${n}`);
    const trail = await rig.audit();
    expect(trail.length).toBeGreaterThan(600);
    expect(trail.at(-1)).toMatchObject({ kind: 'source-end', events: trail.length - 1 });
    const url = `/operations/audit?after=${trail.length - 4}`;
    const { body } = await rig.service.app.inject({ url });
    expect(body.trim().split('\n')).toHaveLength(3);
    const bad = await rig.service.app.inject({ url: '/operations/audit?after=x' });
    expect(bad.statusCode).toBe(400);
  });
});

describe('operations', () => {
  it('tell health and how much is open', async () => {
    await using rig = startRig({ policy: { deadlineMs: 30 } });
    rig.stripe.behave(() => 'hang');
    await rig.pay('order-1');
    const { app } = rig.service;
    expect((await app.inject({ url: '/operations/health' })).json()).toEqual({ status: 'ok' });
    expect((await app.inject({ url: '/operations/open' })).json()).toEqual({ open: 1 });
  });
});

describe('the vault', () => {
  const { number } = TEST_CARDS.visa;
  const card = { number, expiryMonth: 1, expiryYear: 2031, cvc: '123' };

  it(
    'is the only place with a card number, and finds it again after a restart',
    inFolder(async (path) => {
      const token = await (async () => {
        await using rig = startRig({ storePath: path });
        return (await rig.pay('order-1', { card })).cardToken;
      })();
      {
        using store = open(path);
        expect(createVault(store).cardOf(token)).toEqual(card);
      }
      const database = new DatabaseSync(path);
      for (const table of ['payments', 'attempts', 'keys', 'audit', 'webhooks']) {
        const rows = JSON.stringify(database.prepare(`SELECT * FROM ${table}`).all());
        expect(rows, table).not.toContain(number);
      }
      database.close();
    }),
  );

  it('takes test numbers only', () => {
    using store = open(':memory:');
    const vault = createVault(store);
    expect(vault.tokenise({ ...card, number: '4111111111111111' })).toBeNull();
    expect(store.cards()).toEqual([]);
    expect(vault.tokenise(card)).toBe(vault.tokenise({ ...card }));
    expect(() => vault.cardOf('tok_none')).toThrow(/tok_none/);
  });
});
