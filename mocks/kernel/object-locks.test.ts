import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../faults/fake-request.fixture.ts';
import { ObjectLocks } from './object-locks.ts';

async function hold(locks: ObjectLocks, clock: ManualClock) {
  const release = await locks.take('pi_1', 1000, clock);
  if (release === null) throw new Error('the object was held already');
  return release;
}

describe('the lock of an object', () => {
  it('is given to one after the other, in the order they came', async () => {
    const clock = new ManualClock();
    const locks = new ObjectLocks();
    const release = await hold(locks, clock);
    const order: number[] = [];
    for (const n of [1, 2]) {
      void locks.take('pi_1', 1000, clock).then((release) => {
        order.push(n);
        release?.();
      });
    }
    await settle();
    expect(order).toEqual([]);
    release();
    await settle();
    expect(order).toEqual([1, 2]);
    expect(locks.count).toBe(0);
  });

  it('is not waited for longer than told, and not for another object', async () => {
    const clock = new ManualClock();
    const locks = new ObjectLocks();
    const release = await hold(locks, clock);
    expect(await locks.take('pi_2', 1000, clock)).not.toBeNull();
    const waiting = locks.take('pi_1', 1000, clock);
    await clock.advance(999);
    await clock.advance(1);
    expect(await waiting).toBeNull();
    release();
    expect(locks.isHeld('pi_1')).toBe(false);
  });

  it('is not taken from its next holder by one who held it before all were freed', async () => {
    const clock = new ManualClock();
    const locks = new ObjectLocks();
    const late = await hold(locks, clock);
    const waiting = locks.take('pi_1', 1000, clock);
    locks.clear();
    expect(await waiting).toBeNull();
    await hold(locks, clock);
    late();
    expect(locks.isHeld('pi_1')).toBe(true);
  });
});
