import { assertNever } from '../../harness/core/assert-never.ts';
import type { Arrival } from '../../harness/core/scenario.ts';

// When customers arrive. The sums are k6's own (constant-arrival-rate and ramping-arrival-rate), so
// that the intended start of iteration i is known to k6, to the harness and to the simulator
// without a word between them.

export interface ArrivalSchedule {
  readonly plannedIterations: number;
  readonly peakRatePerSecond: number;
  /** Milliseconds from the start of the load to the intended start of an iteration. */
  offsetMs(iteration: number): number;
}

/** A stretch of time in which the rate changes linearly. */
export interface ArrivalStretch {
  readonly durationMs: number;
  readonly fromRatePerSecond: number;
  readonly toRatePerSecond: number;
}

// Areas under the rate curve are whole numbers in theory and off by rounding in practice.
const ROUNDING = 1e-6;

export function createArrivalSchedule(arrival: Arrival, loadMs: number): ArrivalSchedule {
  switch (arrival.kind) {
    case 'constant':
      return constantSchedule(arrival.ratePerSecond, loadMs);
    case 'ramping':
      return rampingSchedule(stretchesOf(arrival, loadMs));
    default:
      return assertNever(arrival);
  }
}

// The first iteration starts at once, the others one period apart, none at the very end.
function constantSchedule(ratePerSecond: number, loadMs: number): ArrivalSchedule {
  return {
    plannedIterations: Math.ceil((loadMs * ratePerSecond) / 1000 - ROUNDING),
    peakRatePerSecond: ratePerSecond,
    offsetMs: (iteration) => (iteration * 1000) / ratePerSecond,
  };
}

interface Part {
  readonly startMs: number;
  readonly areaBefore: number;
  readonly stretch: ArrivalStretch;
}

// Iteration i starts when the area under the rate curve has reached i + 1.
function rampingSchedule(stretches: readonly ArrivalStretch[]): ArrivalSchedule {
  const parts: Part[] = [];
  let startMs = 0;
  let area = 0;
  for (const stretch of stretches) {
    parts.push({ startMs, areaBefore: area, stretch });
    startMs += stretch.durationMs;
    area += areaOf(stretch);
  }
  const endMs = startMs;
  return {
    plannedIterations: Math.floor(area + ROUNDING),
    peakRatePerSecond: Math.max(
      ...stretches.flatMap((each) => [each.fromRatePerSecond, each.toRatePerSecond]),
    ),
    offsetMs: (iteration) => {
      const wanted = iteration + 1;
      const found = lastPartBelow(parts, wanted - ROUNDING);
      if (found === undefined) return 0;
      const { stretch } = found;
      const withinMs = timeToArea(stretch, wanted - found.areaBefore);
      return Math.min(found.startMs + Math.min(withinMs, stretch.durationMs), endMs);
    },
  };
}

function lastPartBelow(parts: readonly Part[], area: number): Part | undefined {
  let found: Part | undefined;
  for (const part of parts) if (part.areaBefore < area) found = part;
  return found;
}

export function areaOf(stretch: ArrivalStretch): number {
  return (stretch.durationMs * (stretch.fromRatePerSecond + stretch.toRatePerSecond)) / 2000;
}

// Solves from * t + slope * t^2 / 2 = area for t, in the form that has no cancellation when the
// slope is small.
function timeToArea(stretch: ArrivalStretch, area: number): number {
  const from = stretch.fromRatePerSecond / 1000;
  const slope = (stretch.toRatePerSecond - stretch.fromRatePerSecond) / 1000 / stretch.durationMs;
  const root = Math.sqrt(Math.max(from * from + 2 * slope * area, 0));
  return (2 * area) / (from + root);
}

/** The curve cut to the load: the last rate holds until its end. */
export function stretchesOf(
  arrival: Extract<Arrival, { readonly kind: 'ramping' }>,
  loadMs: number,
): readonly ArrivalStretch[] {
  const stretches: ArrivalStretch[] = [];
  let rate = arrival.startRatePerSecond;
  let leftMs = loadMs;
  for (const stage of arrival.stages) {
    if (leftMs <= 0) break;
    const durationMs = Math.min(stage.durationMs, leftMs);
    const share = stage.durationMs === 0 ? 1 : durationMs / stage.durationMs;
    const toRatePerSecond = roundRate(rate + (stage.toRatePerSecond - rate) * share);
    if (durationMs > 0) stretches.push({ durationMs, fromRatePerSecond: rate, toRatePerSecond });
    rate = toRatePerSecond;
    leftMs -= durationMs;
  }
  if (leftMs > 0) {
    stretches.push({ durationMs: leftMs, fromRatePerSecond: rate, toRatePerSecond: rate });
  }
  return stretches;
}

// k6 takes whole numbers only; they are handed over in thousandths.
const roundRate = (ratePerSecond: number): number => Math.round(ratePerSecond * 1000) / 1000;
