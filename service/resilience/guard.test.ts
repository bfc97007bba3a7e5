import { describe, expect, it } from 'vitest';
import type { ProviderAnswer } from '../providers/adapter.ts';
import { createGuard, isOurOwnRefusal, type BreakerState, type GuardOptions } from './guard.ts';

const ANSWER: ProviderAnswer = {
  outcome: 'approved',
  decline: null,
  code: 'ok',
  object: null,
  authorisation: null,
  capture: null,
  state: { kind: 'none' },
  retryAfterMs: null,
};
const approved = (): Promise<ProviderAnswer> => Promise.resolve(ANSWER);
const unknown = (): Promise<ProviderAnswer> =>
  Promise.resolve({ ...ANSWER, outcome: 'unknown', code: 'http-500' });
const never = (): Promise<ProviderAnswer> => new Promise(() => undefined);

const guardWith = (
  policy: Partial<GuardOptions['policy']>,
  onBreaker: (state: BreakerState) => void = () => undefined,
  stopped: AbortSignal = new AbortController().signal,
) =>
  createGuard({
    policy: { attemptTimeoutMs: null, breaker: null, bulkhead: null, ...policy },
    onBreaker,
    stopped,
  });

describe('the timeout', () => {
  it('makes a call that left unknown, even when the adapter ignores its signal', async () => {
    const guard = guardWith({ attemptTimeoutMs: 10 });
    expect(await guard.call(never)).toMatchObject({ outcome: 'unknown', code: 'timeout' });
  });

  it('aborts the signal that the adapter was given', async () => {
    let aborted: AbortSignal | null = null;
    const guard = guardWith({ attemptTimeoutMs: 10 });
    await guard.call((signal, timeoutMs) => {
      aborted = signal;
      expect(timeoutMs).toBe(10);
      return never();
    });
    expect(aborted).toMatchObject({ aborted: true });
  });

  it('null waits until the service ends', async () => {
    const ending = new AbortController();
    const guard = guardWith({}, undefined, ending.signal);
    const answer = guard.call(never);
    ending.abort();
    expect(await answer).toMatchObject({ outcome: 'unknown' });
  });

  it.each([null, 10_000])('of %s ms does not outlive the service', async (attemptTimeoutMs) => {
    const ending = new AbortController();
    const guard = guardWith({ attemptTimeoutMs }, undefined, ending.signal);
    const answers = [1, 2, 3].map(() => guard.call(never));
    ending.abort();
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ outcome: 'unknown', code: 'timeout' });
    }
  });

  it('lets nothing leave once the service has ended', async () => {
    const guard = guardWith({ attemptTimeoutMs: 10_000 }, undefined, AbortSignal.abort());
    const answer = await guard.call(() => expect.unreachable('the call left'));
    expect(answer).toMatchObject({ outcome: 'not-processed', code: 'aborted' });
  });

  it('says that the adapter failed when it throws', async () => {
    const guard = guardWith({ attemptTimeoutMs: 10_000 });
    const answer = await guard.call(() => Promise.reject(new TypeError('a bug')));
    expect(answer).toMatchObject({ outcome: 'unknown', code: 'adapter-failed' });
  });

  it('covers the wait for a place: what never left was not processed', async () => {
    const guard = guardWith({
      attemptTimeoutMs: 20,
      bulkhead: { maxConcurrent: 1, maxQueued: 1 },
    });
    const first = guard.call((signal) => ends(signal, 40));
    let hasLeft = false;
    const second = await guard.call(() => {
      hasLeft = true;
      return approved();
    });
    expect([second.outcome, hasLeft]).toEqual(
      hasLeft ? ['approved', true] : ['not-processed', false],
    );
    await first;
  });
});

describe('the bulkhead', () => {
  it('refuses what exceeds places and queue, before it leaves', async () => {
    const guard = guardWith({ bulkhead: { maxConcurrent: 1, maxQueued: 0 } });
    const { promise, resolve } = Promise.withResolvers<ProviderAnswer>();
    const first = guard.call(() => promise);
    expect(guard.unusable()).toBe('bulkhead-full');
    const second = await guard.call(approved);
    expect(second).toMatchObject({ outcome: 'not-processed', code: 'bulkhead-full' });
    expect(isOurOwnRefusal(second.code)).toBe(true);
    resolve(ANSWER);
    expect(await first).toMatchObject({ outcome: 'approved' });
    expect(guard.unusable()).toBeNull();
  });
});

describe('the breaker', () => {
  const breaker = { failureRatio: 0.5, windowMs: 10_000, minimumCalls: 4, halfOpenAfterMs: 30 };

  it('opens at its share of failures once it saw enough calls, and not before', async () => {
    const states: BreakerState[] = [];
    const guard = guardWith({ breaker }, (state) => states.push(state));
    for (let n = 0; n < 3; n += 1) await guard.call(unknown);
    expect(guard.unusable()).toBeNull();
    await guard.call(unknown);
    expect(guard.unusable()).toBe('breaker-open');
    expect(await guard.call(approved)).toMatchObject({
      outcome: 'not-processed',
      code: 'breaker-open',
    });
    expect(states).toEqual(['open']);
  });

  it('does not count declines as failures', async () => {
    const guard = guardWith({ breaker });
    for (let n = 0; n < 10; n += 1) {
      await guard.call(() => Promise.resolve({ ...ANSWER, outcome: 'declined', decline: 'soft' }));
    }
    expect(guard.unusable()).toBeNull();
  });

  it('lets one probe through when it is half-open, nobody waits behind it', async () => {
    const states: BreakerState[] = [];
    const guard = guardWith({ breaker }, (state) => states.push(state));
    for (let n = 0; n < 4; n += 1) await guard.call(unknown);
    await expect.poll(() => guard.unusable(), { interval: 5 }).toBeNull();
    const { promise, resolve } = Promise.withResolvers<ProviderAnswer>();
    const probe = guard.call(() => promise);
    expect(guard.unusable()).toBe('breaker-half-open');
    expect(await guard.call(approved)).toMatchObject({ code: 'breaker-half-open' });
    resolve(ANSWER);
    await probe;
    expect(guard.unusable()).toBeNull();
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  it('opens again when the probe hangs until its timeout', async () => {
    const guard = guardWith({ breaker, attemptTimeoutMs: 10 });
    for (let n = 0; n < 4; n += 1) await guard.call(unknown);
    await expect.poll(() => guard.unusable(), { interval: 5 }).toBeNull();
    await guard.call(never);
    expect(guard.unusable()).toBe('breaker-open');
  });
});

const ends = (signal: AbortSignal, ms: number): Promise<ProviderAnswer> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(ANSWER), ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve({ ...ANSWER, outcome: 'unknown' });
    });
  });
