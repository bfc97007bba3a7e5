import type { Seed } from '../../core/ids.ts';
import { JOURNEYS } from '../../core/order.ts';
import { createRandom, type Random } from '../../core/random.ts';
import { phaseStarts, type Scenario, type ScheduledFault } from '../../core/scenario.ts';
import { resolveScenario } from '../../config/index.ts';
import { orderIdOf } from '../../orders/index.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';
import { drawArrivals, drawLoad, drawTimeline } from './draw-load.ts';
import { drawPolicy } from './draw-policy.ts';
import { rangesOf, type FaultRange, type Moments } from './draw-faults.ts';

// Swarm testing (Groce and others, 2012): each run has a random choice of what may happen, not a
// little of everything. What suppresses something else is then missing in many runs.

/**
 * What a seed makes of a scenario: other faults at other times, other margins of its policy, another
 * load. Scenario, seed and variant decide everything, so that a run is played again from the three.
 *
 * Only invariants are judged. Objectives are figures for the faults that the scenario's author
 * thought of.
 *
 * @param variant which of the draws of this seed, from 0
 */
export function drawSwarmRun(
  scenario: Scenario,
  seed: Seed,
  variant: number,
  ranges: readonly FaultRange[] = rangesOf(scenario),
): SimulatedRun {
  const random = createRandom(seed, 'swarm').fork(String(variant));
  const timeline = drawTimeline(scenario.timeline, random.fork('timeline'));
  const { faultStartMs, recoveryStartMs, loadEndMs } = phaseStarts(timeline);
  const times = drawArrivals(loadEndMs, random.fork('arrivals'));
  const arrivals = Object.fromEntries(times.map((atMs, index) => [orderIdOf(seed, index), atMs]));
  const moments = {
    faultMs: timeline.faultMs,
    arrivals: times
      .filter((atMs) => atMs >= faultStartMs && atMs < recoveryStartMs)
      .map((atMs) => atMs - faultStartMs),
  };
  const { gateways } = scenario;
  const drawn: Scenario = {
    ...scenario,
    // The backup is asked first in some, or its faults would meet few.
    gateways: random.fork('gateways').chance(0.3) ? gateways.toReversed() : gateways,
    timeline,
    load: drawLoad(scenario.load, times.length, loadEndMs, random.fork('load')),
    policy: drawPolicy(scenario.policy, random.fork('policy')),
    faults: drawFaults(scenario, ranges, random, moments),
    objectives: [],
    stopConditions: [],
  };
  return { scenario: drawn, seed, orders: Object.keys(arrivals), arrivals };
}

/** The same with its scenario checked and frozen as one that a user writes. */
export function resolveSwarmRun(scenario: Scenario, seed: Seed, variant: number): SimulatedRun {
  const run = drawSwarmRun(scenario, seed, variant);
  return { ...run, scenario: resolveScenario(run.scenario) };
}

/** Everything that a swarm may draw together, to tell which pairs it can reach. */
export function widestSwarm(scenario: Scenario): Scenario {
  return {
    ...scenario,
    load: {
      ...scenario.load,
      journeys: Object.fromEntries(JOURNEYS.map((journey) => [journey, 1])),
    },
    // Faults of webhooks meet no call.
    faults: rangesOf(scenario)
      .map(({ widest }) => widest)
      .filter((fault) => fault.layer !== 'gateway' || fault.operations.length > 0),
  };
}

function drawFaults(
  scenario: Scenario,
  ranges: readonly FaultRange[],
  random: Random,
  moments: Moments,
): readonly ScheduledFault[] {
  const own = new Set(scenario.faults.map(({ name }) => name));
  const choose = random.fork('faults');
  const extras = ranges.filter(({ name, widest }) => !own.has(name) && widest.layer !== 'process');
  const process = ranges.filter(({ widest }) => widest.layer === 'process');
  const chosen: readonly FaultRange[] = [
    ...ranges.filter(({ name }) => own.has(name) && choose.chance(0.4)),
    ...Array.from({ length: choose.pick([1, 1, 2, 2, 3, 4]) }, () => choose.pick(extras)),
    ...(choose.chance(0.4) ? [choose.pick(process)] : []),
  ];
  const faults: ScheduledFault[] = [];
  for (const { name, draw } of chosen) {
    // A stream for each, so that one fault more leaves the others where they are.
    const fault = draw(random.fork(name), moments);
    if (faults.every((other) => canBoth(other, fault))) faults.push(fault);
  }
  return faults;
}

/** Not the same twice, and not two that act on one process or one direction of a link at a time. */
function canBoth(one: ScheduledFault, other: ScheduledFault): boolean {
  if (one.name === other.name) return false;
  const isApart =
    one.atMs + one.durationMs <= other.atMs || other.atMs + other.durationMs <= one.atMs;
  if (one.layer === 'process' && other.layer === 'process') return isApart;
  if (one.layer !== 'network' || other.layer !== 'network') return true;
  return isApart || one.gateway !== other.gateway || one.direction !== other.direction;
}
