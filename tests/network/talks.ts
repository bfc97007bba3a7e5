import type { NetworkEffect } from '../../harness/core/scenario.ts';
import type { Talk } from './talk.fixture.ts';

/** Effects whose strength is a time have this one, far above what a busy machine adds. */
export const STRENGTH_MS = 400;

const EFFECTS: readonly NetworkEffect[] = [
  { kind: 'latency', latencyMs: STRENGTH_MS, jitterMs: 0 },
  // 4 kB take the strength of the others.
  { kind: 'bandwidth', kilobytesPerSecond: 10 },
  { kind: 'black-hole' },
  { kind: 'reset', afterMs: STRENGTH_MS },
  { kind: 'slow-close', delayMs: STRENGTH_MS },
  { kind: 'slicer', averageBytes: 1_000, variationBytes: 0, delayMicroseconds: 100_000 },
  { kind: 'data-limit', bytes: 3_000 },
  { kind: 'down' },
];

type Requests = Omit<Talk, 'effect' | 'direction'>;

const REQUESTS: Readonly<Record<string, Requests>> = {
  'a small request': { requests: 1, sentBytes: 10, answeredBytes: 100 },
  'a large request': { requests: 1, sentBytes: 4_000, answeredBytes: 100 },
  'a large answer': { requests: 1, sentBytes: 10, answeredBytes: 4_000 },
  'three on a kept connection': { requests: 3, sentBytes: 1_000, answeredBytes: 1_000 },
  'three on new connections': {
    requests: 3,
    sentBytes: 1_000,
    answeredBytes: 1_000,
    closes: true,
  },
  'two on a connection from before': {
    requests: 2,
    sentBytes: 100,
    answeredBytes: 100,
    isWarm: true,
  },
  'two side by side': { requests: 2, sentBytes: 100, answeredBytes: 100, isParallel: true },
  'one from which the fault is taken': {
    requests: 1,
    sentBytes: 100,
    answeredBytes: 100,
    clearAtMs: STRENGTH_MS / 2,
  },
};

export const TALKS: readonly (readonly [title: string, plan: Talk])[] = EFFECTS.flatMap((effect) =>
  (['upstream', 'downstream'] as const).flatMap((direction) =>
    Object.entries(REQUESTS).map(
      ([title, requests]) =>
        [`${effect.kind} ${direction}: ${title}`, { effect, direction, ...requests }] as const,
    ),
  ),
);
