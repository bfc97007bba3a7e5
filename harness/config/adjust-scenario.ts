import type { Arrival, Scenario, ScheduledFault, Timeline } from '../core/scenario.ts';

// What --rate and --scale do to a scenario that is already resolved.

/** Sets the rate; a ramp keeps its shape and peaks at the rate. */
export function withRate(scenario: Scenario, ratePerSecond: number): Scenario {
  const arrival = arrivalAt(scenario.load.arrival, ratePerSecond);
  return { ...scenario, load: { ...scenario.load, arrival } };
}

function arrivalAt(arrival: Arrival, ratePerSecond: number): Arrival {
  if (arrival.kind === 'constant') return { kind: 'constant', ratePerSecond };
  const peak = Math.max(
    arrival.startRatePerSecond,
    ...arrival.stages.map(({ toRatePerSecond }) => toRatePerSecond),
  );
  const factor = peak === 0 ? 0 : ratePerSecond / peak;
  return {
    kind: 'ramping',
    startRatePerSecond: arrival.startRatePerSecond * factor,
    stages: arrival.stages.map((stage) => ({
      ...stage,
      toRatePerSecond: stage.toRatePerSecond * factor,
    })),
  };
}

/**
 * Multiplies the durations of phases, faults and ramps. Rates, waits inside a fault and the policy
 * stay, and so does the bound of the drain when the run gets shorter: how long a service needs to
 * settle does not depend on how long it was loaded.
 */
export function withScale(scenario: Scenario, scale: number): Scenario {
  if (scale === 1) return scenario;
  return {
    ...scenario,
    timeline: scaleTimeline(scenario.timeline, scale),
    faults: scenario.faults.map((fault) => scaleFault(fault, scale)),
    load: { ...scenario.load, arrival: scaleArrival(scenario.load.arrival, scale) },
  };
}

function scaleTimeline(timeline: Timeline, scale: number): Timeline {
  return {
    baselineMs: Math.round(timeline.baselineMs * scale),
    faultMs: Math.round(timeline.faultMs * scale),
    recoveryMs: Math.round(timeline.recoveryMs * scale),
    drainMs: Math.round(timeline.drainMs * Math.max(scale, 1)),
  };
}

// Rounded down, so that a fault never grows out of its phase.
function scaleFault(fault: ScheduledFault, scale: number): ScheduledFault {
  return {
    ...fault,
    atMs: Math.floor(fault.atMs * scale),
    durationMs: Math.max(Math.floor(fault.durationMs * scale), 1),
  };
}

function scaleArrival(arrival: Arrival, scale: number): Arrival {
  if (arrival.kind === 'constant') return arrival;
  return {
    ...arrival,
    stages: arrival.stages.map((stage) => ({
      ...stage,
      durationMs: Math.max(Math.round(stage.durationMs * scale), 1),
    })),
  };
}
