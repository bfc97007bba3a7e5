import { describe, expect, it } from 'vitest';
import { createClock, sleepUntil, type Clock } from './clock.ts';

describe('a movable clock', () => {
  it('wakes those who are due when it is advanced, in the order of their time', async () => {
    const clock = createClock();
    const woken: string[] = [];
    const sleepers = [
      clock.sleep(50_000).then(() => woken.push('second')),
      clock.sleep(10_000).then(() => woken.push('first')),
    ];
    const later = new AbortController();
    const third = clock.sleep(90_000, later.signal);
    clock.advance(60_000);
    await Promise.all(sleepers);
    expect(woken).toEqual(['first', 'second']);
    later.abort(new Error('enough'));
    await expect(third).rejects.toThrow('enough');
  });

  it('counts what it was advanced by', () => {
    const clock = createClock();
    const before = clock.now();
    clock.advance(86_400_000);
    expect(clock.now() - before).toBeGreaterThanOrEqual(86_400_000);
    expect(clock.advancedMs).toBe(86_400_000);
    for (const ms of [-1, Number.NaN, Infinity, 1e30]) {
      expect(() => {
        clock.advance(ms);
      }).toThrow(`cannot move by ${ms} ms`);
    }
  });

  it('lets a sleeper go on when its time has come by itself', async () => {
    await createClock().sleep(1);
  });

  it('does not fall asleep for one who is gone already', async () => {
    await expect(createClock().sleep(60_000, AbortSignal.abort())).rejects.toThrow();
  });

  it('sleeps longer than a timer of Node can', async () => {
    const clock = createClock();
    let isAwake = false;
    const month = clock.sleep(30 * 86_400_000).then(() => (isAwake = true));
    clock.advance(29 * 86_400_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAwake).toBe(false);
    clock.advance(86_400_000);
    await month;
  });

  it('tells listeners that it was advanced', () => {
    const clock = createClock();
    let calls = 0;
    clock.onAdvanced(() => (calls += 1));
    clock.advance(1);
    expect(calls).toBe(1);
  });
});

it('what waits for a moment goes on when that has come, however early a sleep ends', async () => {
  let nowMs = 0;
  const clock: Clock = {
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += Math.max(1, ms - 1);
    },
  };
  await sleepUntil(clock, 300);
  expect(nowMs).toBe(300);
});

it('what waits for a moment is given up with its signal', async () => {
  const gone = new AbortController();
  const clock = createClock();
  const waiting = sleepUntil(clock, clock.now() + 60_000, gone.signal);
  gone.abort();
  await expect(waiting).rejects.toThrow();
});
