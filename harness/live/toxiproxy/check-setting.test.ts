import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveScenario } from '../../config/index.ts';
import { PaydrillError } from '../../core/errors.ts';
import type { NetworkEffect } from '../../core/scenario.ts';
import { checkSetting } from './check-setting.ts';
import { toxicName } from './toxic.ts';

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
    expect(() => check({ kind: 'black-hole' }, share)).toThrow(
      'share must be a number from 0 to 1',
    );
  });

  test('a proxy that is down for some', () => {
    expect(() => check({ kind: 'down' }, 0.5)).toThrow('share must be 1 with the effect "down"');
  });
});

test('takes what Toxiproxy can do', () => {
  for (const share of [0, 0.3, 1]) {
    check({ kind: 'latency', latencyMs: 200, jitterMs: 200 }, share);
    check(SLICER, share);
  }
  check({ kind: 'data-limit', bytes: 1 });
});

/** Around every bound, and where two options have to agree. */
const BOUNDS = [0, 1, 2_000, 60_000, 600_000, 1_000_000, 10_000_000, 1_000_000_000];
const amounts = fc.constantFrom(
  0.5,
  10,
  ...BOUNDS.flatMap((bound) => [bound - 1, bound, bound + 1]),
);
const effects: fc.Arbitrary<NetworkEffect> = fc.oneof(
  fc.record({ kind: fc.constant('latency' as const), latencyMs: amounts, jitterMs: amounts }),
  fc.record({ kind: fc.constant('bandwidth' as const), kilobytesPerSecond: amounts }),
  fc.constant({ kind: 'black-hole' as const }),
  fc.record({ kind: fc.constant('reset' as const), afterMs: amounts }),
  fc.record({ kind: fc.constant('slow-close' as const), delayMs: amounts }),
  fc.record({
    kind: fc.constant('slicer' as const),
    averageBytes: amounts,
    variationBytes: amounts,
    delayMicroseconds: amounts,
  }),
  fc.record({ kind: fc.constant('data-limit' as const), bytes: amounts }),
  fc.constant({ kind: 'down' as const }),
);

test('a scenario that is valid is one that can be armed, and the other way round', () => {
  const takes = (work: () => unknown): boolean => {
    try {
      work();
      return true;
    } catch (error) {
      if (error instanceof PaydrillError) return false;
      throw error;
    }
  };
  fc.assert(
    fc.property(effects, fc.constantFrom(0.3, 1), (effect, share) => {
      const fault = { name: 'flaky', layer: 'network', gateway: 'stripe', durationMs: 1_000 };
      const scenario = {
        name: 'mine',
        hypothesis: 'It holds.',
        faults: [{ ...fault, effect, share }],
      };
      expect(takes(() => resolveScenario(scenario))).toBe(takes(() => check(effect, share)));
    }),
    { numRuns: 600 },
  );
});

test('different faults never share the name of a toxic', () => {
  const names = ['a b', 'a_b', 'a-b', 'a_20_b', 'a/b', 'ä'];
  expect(new Set(names.map(toxicName)).size).toBe(names.length);
  for (const name of names) expect(toxicName(name)).toMatch(/^[\w.-]+$/);
});
