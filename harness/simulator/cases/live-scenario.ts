import { PaydrillError } from '../../core/errors.ts';
import type { Scenario, ScheduledFault } from '../../core/scenario.ts';
import { resolveScenario } from '../../config/index.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';
import { isSameFailure, type Failure } from '../search/failure.ts';
import type { Simulate } from '../search/trials.ts';

// Live nobody can choose who comes when: k6 plays the arrival process. So the live scenario gives
// the shrunk faults to everybody, or to many, who pay while they last.

const SHORT_MS = { baselineMs: 2_000, faultMs: 6_000, recoveryMs: 3_000 };
/** Enough to meet a fault of a few seconds, and little for a laptop. */
const RATE_PER_SECOND = 10;

/** Everybody first. Where a payment has to meet one fault after another, none may take it all. */
const SHARES = [1, 0.5, 0.25];

/**
 * A scenario that `paydrill run` can play and that fails in the same way, tried in virtual time
 * first; null where none was found.
 */
export async function findLiveScenario(
  run: SimulatedRun,
  failure: Failure,
  simulate: Simulate,
): Promise<Scenario | null> {
  const { faults: shrunk } = run.scenario;
  // Other faults have no share that could be less than whole.
  const shares = shrunk.some(({ layer }) => layer === 'gateway') ? SHARES : [1];
  for (const faults of [shrunk, ...shares.map((share) => shrunk.map(forMany(share)))]) {
    const scenario = liveScenario(run.scenario, faults);
    if (scenario === null) continue;
    const everybody = { ...run, scenario, orders: null, arrivals: null };
    const { record } = await simulate(everybody);
    if (isSameFailure(withAnyOther(failure, record.invariants), record)) return scenario;
  }
  return null;
}

/** With more payments other promises may break as well; the one that the case is about must. */
function withAnyOther(failure: Failure, invariants: readonly { readonly name: string }[]): Failure {
  if (failure.kind !== 'invariant') return failure;
  return { ...failure, broken: invariants.map(({ name }) => name) };
}

function liveScenario(scenario: Scenario, faults: readonly ScheduledFault[]): Scenario | null {
  const ends = faults.map(({ atMs, durationMs }) => atMs + durationMs);
  const faultMs = Math.max(SHORT_MS.faultMs, ...ends);
  try {
    return resolveScenario({
      ...scenario,
      name: scenario.name,
      load: {
        ...scenario.load,
        arrival: { kind: 'constant', ratePerSecond: RATE_PER_SECOND },
      },
      timeline: { ...scenario.timeline, ...SHORT_MS, faultMs },
      faults,
    });
  } catch (error) {
    if (error instanceof PaydrillError) return null;
    throw error;
  }
}

/** Lasts for the phase. A network fault draws no order live: all of its share is whole. */
const forMany =
  (share: number) =>
  (fault: ScheduledFault): ScheduledFault => {
    if (fault.layer === 'process') return fault;
    const durationMs = Math.max(fault.durationMs, SHORT_MS.faultMs - fault.atMs);
    return { ...fault, durationMs, share: fault.layer === 'network' ? 1 : share };
  };
