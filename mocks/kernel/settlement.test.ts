import { expect, it } from 'vitest';
import type { LedgerEntry, Movement } from '../../harness/core/events.ts';
import { settle, type SettlementRules } from './settlement.ts';

const entry = (movement: Movement, t: number, amountMinor: number): LedgerEntry => ({
  kind: 'ledger',
  source: 'gateway:stripe',
  seq: 0,
  t,
  entry: `entry-${t}`,
  movement,
  order: 'order-1',
  object: 'pi_1',
  authorisation: 'ch_1',
  amountMinor,
  currency: 'EUR',
  postings: [],
  exchange: null,
});

const rules: SettlementRules = {
  feeMinorOf: (movement) => (movement === 'capture' ? 30 : 0),
  render: () => ({ name: '', contentType: '', body: '' }),
};

it('settles what was captured and refunded in the period, and holds of no kind', () => {
  const ledger = [
    entry('capture', 9, 5000),
    entry('authorise', 10, 1000),
    entry('capture', 10, 1000),
    entry('refund', 19, 400),
    entry('void', 19, 400),
    entry('capture', 20, 7000),
  ];
  const lines = settle(rules, ledger, { fromMs: 10, toMs: 20 });
  expect(
    lines.map(({ entry: id, grossMinor, feeMinor, netMinor }) => [
      id,
      grossMinor,
      feeMinor,
      netMinor,
    ]),
  ).toEqual([
    ['entry-10', 1000, 30, 970],
    ['entry-19', -400, 0, -400],
  ]);
});
