import { describe, expect, test } from 'vitest';
import type { NetworkEffect } from '../../core/scenario.ts';
import { checkSetting } from './check-setting.ts';
import { isReplayable, toxicName } from './toxic.ts';

const check = (effect: NetworkEffect, share = 1) =>
  checkSetting({ name: 'flaky', direction: 'upstream', effect, share });

const SLICER = {
  kind: 'slicer',
  averageBytes: 10,
  variationBytes: 2,
  delayMicroseconds: 0,
} as const;

describe('refuses', () => {
  test.each<[string, NetworkEffect]>([
    ['a rate that crashes the server', { kind: 'bandwidth', kilobytesPerSecond: -1 }],
    ['a rate that is a black hole', { kind: 'bandwidth', kilobytesPerSecond: 0 }],
    ['a slicer without a size', { ...SLICER, averageBytes: 0 }],
    ['slices that vary as much as they measure', { ...SLICER, variationBytes: 10 }],
    ['half a millisecond', { kind: 'latency', latencyMs: 0.5, jitterMs: 0 }],
    ['more jitter than latency', { kind: 'latency', latencyMs: 10, jitterMs: 11 }],
    ['an hour', { kind: 'slow-close', delayMs: 3_600_000 }],
    ['a time before now', { kind: 'reset', afterMs: -1 }],
    ['no number', { kind: 'data-limit', bytes: Number.NaN }],
  ])('%s', (_what, effect) => {
    expect(() => check(effect)).toThrow(
      expect.objectContaining({ code: 'LIVE_FAULT_INVALID', exitCode: 2 }),
    );
  });

  test.each([-0.1, 1.1, Number.NaN])('a share of %s', (share) => {
    expect(() => check({ kind: 'black-hole' }, share)).toThrow('share must be from 0 to 1');
  });

  test('a proxy that is down for some', () => {
    expect(() => check({ kind: 'down' }, 0.5)).toThrow('the share of "down" must be 0 or 1');
  });
});

test('takes what Toxiproxy can do', () => {
  for (const share of [0, 0.3, 1]) {
    check({ kind: 'latency', latencyMs: 200, jitterMs: 200 }, share);
    check(SLICER, share);
  }
  check({ kind: 'data-limit', bytes: 0 });
});

test('only all or nothing is replayable', () => {
  expect([0, 0.5, 1].map((share) => isReplayable({ share }))).toEqual([true, false, true]);
});

test('different faults never share the name of a toxic', () => {
  const names = ['a b', 'a_b', 'a-b', 'a_20_b', 'a/b', 'ä'];
  expect(new Set(names.map(toxicName)).size).toBe(names.length);
  for (const name of names) expect(toxicName(name)).toMatch(/^[\w.-]+$/);
});
