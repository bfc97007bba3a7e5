import type { Objective, StopCondition } from '../../harness/core/scenario.ts';

/**
 * What every scenario expects before its faults and after them. The bounds leave room for what a
 * short run can tell at all: of a hundred payments that all went well, the interval still reaches
 * down to 0.96.
 */
export const USUAL_OBJECTIVES: readonly Objective[] = [
  { name: 'goodput', phase: 'baseline', bound: { atLeast: 0.95 } },
  { name: 'latency-p95', phase: 'baseline', bound: { atMost: 1_000 } },
  { name: 'goodput', phase: 'recovery', bound: { atLeast: 0.9 } },
  { name: 'latency-p95', phase: 'recovery', bound: { atMost: 2_000 } },
  { name: 'recovery-time', phase: 'recovery', bound: { atMost: 10_000 } },
];

/** Ends a drill that shows nothing any more but a shop that is shut. */
export const NOBODY_CAN_PAY: StopCondition = {
  name: 'nobody-can-pay',
  figure: 'goodput',
  bound: { below: 0.05 },
  windowMs: 15_000,
};
