import { describe, expect, it } from 'vitest';
import { createClock } from './clock.ts';
import { HeldRequest } from './held-request.ts';

describe('a held request', () => {
  it('ends all that waits on it when the gateway stops, but nothing when the client leaves', async () => {
    const clock = createClock();
    const held = new HeldRequest();
    const ended: string[] = [];
    const sleeps = ['first', 'second', 'third'].map((name) =>
      clock.sleep(60_000, held).catch(() => ended.push(name)),
    );
    held.leave();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toEqual([]);
    held.stop();
    await Promise.all(sleeps);
    expect(ended).toEqual(['first', 'second', 'third']);
    await expect(clock.sleep(1, held)).rejects.toThrow('stops');
  });

  it('tells those who ask for a signal of its client, also when they ask late', () => {
    const held = new HeldRequest();
    const { gone } = held;
    held.leave();
    expect([gone.aborted, held.aborted]).toEqual([true, false]);
    const late = new HeldRequest();
    late.stop();
    expect([late.gone.aborted, late.aborted]).toEqual([true, true]);
  });
});
