import { describe, expect, test } from 'vitest';
import { startRig, type Rig } from './rig.fixture.ts';

const read = (rig: Rig) => rig.ask('GET', '/payments/payment-a');
const saying = (status: string) => ({
  body: expect.stringContaining(`"status":"${status}"`) as string,
});

describe('stale-read', () => {
  test('shows a payment as it was before its last change, and nothing changes by that', async () => {
    await using rig = await startRig();
    rig.arm('stale-read', { lagMs: 60_000 });
    await rig.ask('POST', '/payments', { body: { order: 'a' } });
    await rig.ask('POST', '/payments/payment-a/confirm');
    expect(await read(rig)).toMatchObject(saying('created'));
    expect(await read(rig)).toMatchObject(saying('created'));
    await rig.ask('POST', '/payments/payment-a/refund');
    expect(await read(rig)).toMatchObject(saying('paid'));
    expect(rig.met()).toBe(3);
    rig.gateway.faults.clearAll();
    expect(await read(rig)).toMatchObject(saying('refunded'));
    expect(rig.gateway.ledger().map(({ movement }) => movement)).toEqual([
      'authorise',
      'capture',
      'refund',
    ]);
  });

  test('does not know a payment that was just created', async () => {
    await using rig = await startRig();
    rig.arm('stale-read', { lagMs: 60_000 });
    await rig.ask('POST', '/payments', { body: { order: 'a' } });
    // Found by its order no more than by its id: the answer is that of a payment unknown.
    expect(await rig.ask('GET', '/payments/payment-a')).toMatchObject({ status: 404 });
  });

  test('catches up', async () => {
    await using rig = await startRig();
    rig.arm('stale-read', { lagMs: 60_000 });
    await rig.ask('POST', '/payments', { body: { order: 'a' } });
    await rig.ask('POST', '/payments/payment-a/confirm');
    rig.clock.advance(60_001);
    expect(await read(rig)).toMatchObject(saying('paid'));
    expect(rig.met()).toBe(0);
  });
});
