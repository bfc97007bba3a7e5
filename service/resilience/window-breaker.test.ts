import { CircuitState } from 'cockatiel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WindowBreaker } from './window-breaker.ts';

const { Closed, HalfOpen } = CircuitState;

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('a breaker over a window of time', () => {
  const policy = { failureRatio: 0.5, windowMs: 1_000, minimumCalls: 4 };

  it('opens at its share of failures, once there were enough calls', () => {
    const breaker = new WindowBreaker(policy);
    breaker.success(Closed);
    breaker.success(Closed);
    expect(breaker.failure(Closed)).toBe(false);
    expect(breaker.failure(Closed)).toBe(true);
  });

  it('stays closed below its share', () => {
    const breaker = new WindowBreaker(policy);
    for (let call = 0; call < 5; call += 1) breaker.success(Closed);
    for (let call = 0; call < 4; call += 1) expect(breaker.failure(Closed)).toBe(false);
  });

  it('does not let successes of long ago hide that nothing but failures come', () => {
    const breaker = new WindowBreaker(policy);
    for (let call = 0; call < 20; call += 1) breaker.success(Closed);
    vi.advanceTimersByTime(60_000);
    for (let call = 0; call < 3; call += 1) expect(breaker.failure(Closed)).toBe(false);
    expect(breaker.failure(Closed)).toBe(true);
  });

  it('does not open by failures of long ago', () => {
    const breaker = new WindowBreaker(policy);
    for (let call = 0; call < 3; call += 1) expect(breaker.failure(Closed)).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(breaker.failure(Closed)).toBe(false);
  });

  it('begins anew after a probe that went well, and opens again after one that did not', () => {
    const breaker = new WindowBreaker(policy);
    for (let call = 0; call < 4; call += 1) breaker.failure(Closed);
    expect(breaker.failure(HalfOpen)).toBe(true);
    breaker.success(HalfOpen);
    expect(breaker.failure(Closed)).toBe(false);
  });
});
