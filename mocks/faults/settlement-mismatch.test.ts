import { describe, expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';
import { createSettlingDialect } from './tiny-dialect.fixture.ts';

const PERIOD = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

describe('settlement-mismatch', () => {
  test.each([
    ['missing-line', []],
    ['double-line', [{ grossMinor: 1000 }, { grossMinor: 1000 }]],
    ['wrong-amount', [{ grossMinor: 1007, feeMinor: 10, netMinor: 997 }]],
    ['wrong-fee', [{ grossMinor: 1000, feeMinor: 17, netMinor: 983 }]],
    ['wrong-currency', [{ grossMinor: 1000, currency: 'USD' }]],
    ['wrong-reference', [{ order: 'a-of-somebody-else' }]],
  ])('%s shows in the file, and the ledger is as it was', async (mistake, lines) => {
    await using rig = await startRig({ dialect: createSettlingDialect() });
    await rig.ask('POST', '/payments', { body: { order: 'a' } });
    await rig.ask('POST', '/payments/payment-a/confirm');
    const ledger = structuredClone(rig.gateway.ledger());
    rig.arm('settlement-mismatch', { mistake, deltaMinor: 7 });
    const read = (): unknown => JSON.parse(rig.gateway.settlement(PERIOD)?.body ?? '');
    expect(read()).toMatchObject(lines);
    expect(read()).toHaveLength(lines.length);
    expect(rig.gateway.ledger()).toEqual(ledger);
    expect(rig.met()).toBe(2);
    rig.gateway.faults.clearAll();
    expect(read()).toMatchObject([{ order: 'a', grossMinor: 1000, feeMinor: 10, currency: 'EUR' }]);
  });

  test('is wrong in the same lines whenever the file is made', async () => {
    await using rig = await startRig({ dialect: createSettlingDialect() });
    for (let nth = 0; nth < 20; nth += 1) {
      await rig.ask('POST', '/payments', { body: { order: `order-${nth}` } });
      await rig.ask('POST', `/payments/payment-order-${nth}/confirm`);
    }
    rig.arm('settlement-mismatch', {}, { share: 0.5 });
    const first = rig.gateway.settlement(PERIOD)?.body;
    expect(JSON.parse(first ?? '')).not.toHaveLength(20);
    expect(JSON.parse(first ?? '')).not.toHaveLength(0);
    expect(rig.gateway.settlement(PERIOD)?.body).toBe(first);
  });
});
