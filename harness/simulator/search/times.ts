import { phaseStarts } from '../../core/scenario.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';
import { withArrivalsMoved, withFault, withTimeline } from './change-run.ts';
import { TIME_UNITS, type Magnitude } from './magnitudes.ts';

const WHOLE_SECONDS = [1_000];

/**
 * When things happen: phases, starts of faults, arrivals. Without arrival times of their own orders
 * come and go with the phases, so that these stay.
 *
 * The drain keeps its bound. Cut short it would break promises that the service had time to keep.
 */
export function timesOf(run: SimulatedRun): readonly Magnitude[] {
  const { timeline, faults } = run.scenario;
  const starts = faults.map((fault): Magnitude => ({
    name: `start of ${fault.name}`,
    value: fault.atMs,
    lowest: 0,
    units: TIME_UNITS,
    write: (current, atMs) => {
      const found = current.scenario.faults.find(({ name }) => name === fault.name);
      return found === undefined ? current : withFault(current, found, { atMs });
    },
  }));
  if (run.arrivals === null) return starts;
  const phases: readonly Magnitude[] = [
    {
      name: 'baseline',
      value: timeline.baselineMs,
      lowest: 1_000,
      units: WHOLE_SECONDS,
      write: withBaseline,
    },
    ...(faults.length === 0 ? [] : [allStarts(run)]),
    ...starts,
    {
      name: 'fault phase',
      value: timeline.faultMs,
      lowest: 1_000,
      units: WHOLE_SECONDS,
      write: withFaultPhase,
    },
    {
      name: 'recovery',
      value: timeline.recoveryMs,
      lowest: 1_000,
      units: WHOLE_SECONDS,
      write: (current, recoveryMs) => withTimeline(current, { recoveryMs }),
    },
  ];
  return [...phases, ...Object.entries(run.arrivals).map(([id, atMs]) => arrival(id, atMs))];
}

/** Everybody who came later comes as much earlier. */
function withBaseline(run: SimulatedRun, baselineMs: number): SimulatedRun {
  const byMs = baselineMs - run.scenario.timeline.baselineMs;
  return withArrivalsMoved(withTimeline(run, { baselineMs }), 0, byMs);
}

/** The first fault and all that follows, arrivals included, at the same distances. */
function allStarts({ scenario }: SimulatedRun): Magnitude {
  const first = Math.min(...scenario.faults.map(({ atMs }) => atMs));
  return {
    name: 'start of the first fault',
    value: first,
    lowest: 0,
    units: WHOLE_SECONDS,
    write: (run, atMs) => {
      const byMs = atMs - Math.min(...run.scenario.faults.map((fault) => fault.atMs));
      const moved = run.scenario.faults.reduce(
        (current, fault) => withFault(current, fault, { atMs: fault.atMs + byMs }),
        run,
      );
      return withArrivalsMoved(moved, run.scenario.timeline.baselineMs, byMs);
    },
  };
}

function withFaultPhase(run: SimulatedRun, faultMs: number): SimulatedRun {
  const { recoveryStartMs } = phaseStarts(run.scenario.timeline);
  const byMs = faultMs - run.scenario.timeline.faultMs;
  return withArrivalsMoved(withTimeline(run, { faultMs }), recoveryStartMs, byMs);
}

const arrival = (id: string, atMs: number): Magnitude => ({
  name: `arrival of ${id}`,
  value: atMs,
  lowest: 0,
  units: TIME_UNITS,
  write: (run, value) => ({ ...run, arrivals: { ...run.arrivals, [id]: value } }),
});
