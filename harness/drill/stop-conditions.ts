import { assertNever } from '../core/assert-never.ts';
import type { StopCondition } from '../core/scenario.ts';
import type { Tally, WindowFigures } from './tally.ts';

/** The first condition that the trailing window crosses at `t`, with the value got. */
export function crossedCondition(
  conditions: readonly StopCondition[],
  tally: Tally,
  t: number,
): { readonly condition: StopCondition; readonly got: number } | null {
  for (const condition of conditions) {
    // A window that has not filled yet proves nothing.
    if (t < condition.windowMs) continue;
    const got = figureOf(condition, tally.figures(t - condition.windowMs, t));
    if (got !== null && isCrossed(condition, got)) return { condition, got };
  }
  return null;
}

function figureOf(condition: StopCondition, figures: WindowFigures): number | null {
  switch (condition.figure) {
    case 'goodput':
      return figures.goodputRatio;
    case 'failure-ratio':
      return figures.failureRatio;
    case 'latency-p95':
      return figures.latencyP95Ms;
    default:
      return assertNever(condition.figure);
  }
}

function isCrossed({ bound }: StopCondition, got: number): boolean {
  return 'below' in bound ? got < bound.below : got > bound.above;
}
