import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findFault } from '../faults/index.ts';
import { ArmedFaults, type FaultToArm } from './armed-faults.ts';

const hang = (name: string, more: Partial<FaultToArm> = {}): FaultToArm => ({
  name,
  definition: findFault('hang'),
  options: {},
  share: 1,
  operations: [],
  leaseMs: null,
  ...more,
});
const noGateway = {
  expireTokens: () => undefined,
  forgetKeys: () => undefined,
  shiftClock: () => undefined,
  rotateKeys: () => undefined,
  rememberChanges: () => undefined,
};

describe('armed faults', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('meet in the order in which they were armed, where operation and filter allow', () => {
    const faults = new ArmedFaults(noGateway);
    faults.arm(hang('outer'));
    faults.arm(hang('inner', { operations: ['capture'] }));
    const names = (operation: 'capture' | 'create' | 'other') =>
      faults.candidates(operation).map(({ fault }) => fault.name);
    expect(names('capture')).toEqual(['outer', 'inner']);
    expect(names('create')).toEqual(['outer']);
    expect(names('other')).toEqual([]);
  });

  it('clear themselves when their lease ends, and not when it was renewed', () => {
    const faults = new ArmedFaults(noGateway);
    faults.arm(hang('leased', { leaseMs: 1000 }));
    faults.arm(hang('lasting'));
    vi.advanceTimersByTime(900);
    faults.renew(1000);
    vi.advanceTimersByTime(900);
    expect(faults.list().map(({ name }) => name)).toEqual(['leased', 'lasting']);
    vi.advanceTimersByTime(100);
    expect(faults.list().map(({ name, expiresAt }) => [name, expiresAt])).toEqual([
      ['lasting', null],
    ]);
  });

  it('tell their definition when they are armed and cleared, once each', () => {
    const calls: string[] = [];
    const definition = {
      ...findFault('hang'),
      onArmed: () => calls.push('armed'),
      onCleared: () => calls.push('cleared'),
    };
    const faults = new ArmedFaults(noGateway);
    faults.arm(hang('a', { definition, leaseMs: 1000 }));
    faults.arm(hang('a', { definition, leaseMs: 1000 }));
    expect(faults.clear('a')).toBe(true);
    expect(faults.clear('a')).toBe(false);
    vi.advanceTimersByTime(5000);
    expect(calls).toEqual(['armed', 'cleared', 'armed', 'cleared']);
  });

  it('count the requests that they met', () => {
    const faults = new ArmedFaults(noGateway);
    faults.arm(hang('a'));
    faults.countMet('a');
    faults.countMet('gone');
    expect(faults.list()[0]?.met).toBe(1);
    faults.clearAll();
    expect(faults.count).toBe(0);
  });
});
