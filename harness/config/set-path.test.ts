import { describe, expect, it } from 'vitest';
import { refusalOf } from './refusal.fixture.ts';
import { applySet } from './set-path.ts';

const INPUT = {
  name: 'a',
  faults: [
    { name: 'one', atMs: 1 },
    { name: 'two', atMs: 2 },
  ],
};

describe('--set', () => {
  it('reads the value as JSON, or as text where it is none', () => {
    expect(applySet({}, 'a=1')).toEqual({ a: 1 });
    expect(applySet({}, 'a=30s')).toEqual({ a: '30s' });
    expect(applySet({}, 'a={"b":null}')).toEqual({ a: { b: null } });
    expect(applySet({}, 'a=x=y')).toEqual({ a: 'x=y' });
    expect(applySet({}, 'a=')).toEqual({ a: '' });
  });

  it.each(['faults[1].atMs=9', 'faults.1.atMs=9', 'faults.two.atMs=9'])('%s finds it', (set) => {
    expect(applySet(INPUT, set)).toEqual({
      ...INPUT,
      faults: [INPUT.faults[0], { name: 'two', atMs: 9 }],
    });
  });

  it('makes what is not there yet', () => {
    expect(applySet({}, 'timeline.faultMs=1')).toEqual({ timeline: { faultMs: 1 } });
  });

  it('spells a named policy out when a part of it is set', () => {
    expect(applySet({ policy: 'no-retry' }, 'policy.deadlineMs=5')).toMatchObject({
      policy: { name: 'no-retry', deadlineMs: 5, retry: { maxAttempts: 1 } },
    });
  });

  it('leaves the prototype of objects alone', () => {
    const set = applySet({}, '__proto__.polluted=1');
    expect(Object.keys(set as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(['name.first=1', 'faults.three.atMs=1', 'faults[2].atMs=1'])(
    '%s leads nowhere and is refused',
    async (set) => {
      expect((await refusalOf(() => applySet(INPUT, set))).code).toBe('CONFIG_UNKNOWN_PATH');
    },
  );

  it.each(['', '=1', 'a', 'a..b=1', '.a=1'])('"%s" is malformed', async (set) => {
    expect((await refusalOf(() => applySet(INPUT, set))).code).toBe('CONFIG_SET_MALFORMED');
  });
});
