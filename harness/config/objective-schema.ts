import { z } from 'zod';
import { PHASES } from '../core/phases.ts';
import type { Objective, ObjectiveName, StopCondition } from '../core/scenario.ts';
import { duration, name, number } from './schema-values.ts';

/** Which way a figure's bound points, and what it can be at all. */
interface FigureRule {
  readonly side: 'atLeast' | 'atMost';
  readonly low: number;
  readonly high: number;
}

const LONGEST_LATENCY_MS = 600_000;
const latency: FigureRule = { side: 'atMost', low: 1, high: LONGEST_LATENCY_MS };
const share: FigureRule = { side: 'atMost', low: 0, high: 1 };

export const FIGURE_RULES: Readonly<Record<ObjectiveName, FigureRule>> = {
  goodput: { side: 'atLeast', low: 0, high: 1 },
  'latency-p50': latency,
  'latency-p95': latency,
  'latency-p99': latency,
  'retry-amplification': { side: 'atMost', low: 1, high: 100 },
  'degraded-share': share,
  'pending-share': share,
  'recovery-time': { side: 'atMost', low: 1, high: 3_600_000 },
  'excess-minor-seconds': { side: 'atMost', low: 0, high: Number.MAX_SAFE_INTEGER },
};

const OBJECTIVE_NAMES = Object.keys(FIGURE_RULES) as ObjectiveName[];
const anyNumber = () => number({ low: 0, high: Number.MAX_SAFE_INTEGER, isWhole: false });

const bound = z.strictObject({
  atLeast: anyNumber().exactOptional(),
  atMost: anyNumber().exactOptional(),
});

export const OBJECTIVE_SCHEMA = z
  .strictObject({ name: z.enum(OBJECTIVE_NAMES), phase: z.enum(PHASES), bound })
  .transform((objective, context): Objective => {
    const { side, low, high } = FIGURE_RULES[objective.name];
    const value = objective.bound[side];
    const isOneSided = Object.keys(objective.bound).length === 1;
    if (value !== undefined && isOneSided && value >= low && value <= high) {
      return {
        ...objective,
        bound: side === 'atLeast' ? { atLeast: value } : { atMost: value },
      };
    }
    context.addIssue({
      code: 'custom',
      path: ['bound'],
      message: `of ${objective.name} must be { ${side}: a number from ${low} to ${high} }`,
    });
    return z.NEVER;
  });

const stopBound = z.strictObject({
  below: anyNumber().exactOptional(),
  above: anyNumber().exactOptional(),
});

const STOP_RULES = {
  goodput: { side: 'below', low: 0, high: 1 },
  'failure-ratio': { side: 'above', low: 0, high: 1 },
  'latency-p95': { side: 'above', low: 1, high: LONGEST_LATENCY_MS },
} as const;

export const STOP_CONDITION_SCHEMA = z
  .strictObject({
    name: name(),
    figure: z.enum(['goodput', 'failure-ratio', 'latency-p95']),
    bound: stopBound,
    windowMs: duration(1_000, 600_000).default(5_000),
  })
  .transform((condition, context): StopCondition => {
    const { side, low, high } = STOP_RULES[condition.figure];
    const value = condition.bound[side];
    const isOneSided = Object.keys(condition.bound).length === 1;
    if (value !== undefined && isOneSided && value >= low && value <= high) {
      return { ...condition, bound: side === 'below' ? { below: value } : { above: value } };
    }
    context.addIssue({
      code: 'custom',
      path: ['bound'],
      message: `of ${condition.figure} must be { ${side}: a number from ${low} to ${high} }`,
    });
    return z.NEVER;
  });
