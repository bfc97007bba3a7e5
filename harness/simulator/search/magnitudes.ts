import { assertNever } from '../../core/assert-never.ts';
import type { GatewayFault, NetworkFault, ScheduledFault } from '../../core/scenario.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';
import { withFault } from './change-run.ts';

/** A whole number of a run that the search makes smaller. */
export interface Magnitude {
  readonly name: string;
  readonly value: number;
  readonly lowest: number;
  /** From coarse to fine. */
  readonly units: readonly number[];
  write(run: SimulatedRun, value: number): SimulatedRun;
}

export const TIME_UNITS = [1_000, 100, 10, 1];

/**
 * A fault of two milliseconds round one call would be shorter still, and gone as soon as the service
 * computes in another order: a case has to outlive that.
 */
const SHORTEST_FAULT_MS = 100;
/** Percent. */
const SHARE_UNITS = [10, 1];

/** How long, how late and how often the faults of a run are. */
export function magnitudesOf(run: SimulatedRun): readonly Magnitude[] {
  return run.scenario.faults.flatMap((fault) => [
    ...durationOf(fault),
    ...shareOf(fault),
    ...delaysOf(fault),
  ]);
}

/** The fault as it is now; other magnitudes may have changed it since this one was listed. */
function currentOf<Fault extends ScheduledFault>(run: SimulatedRun, fault: Fault): Fault {
  const found = run.scenario.faults.find(({ name }) => name === fault.name);
  // Names are unique and a fault never changes its layer.
  return found === undefined ? fault : (found as Fault);
}

const durationOf = (fault: ScheduledFault): readonly Magnitude[] => [
  {
    name: `duration of ${fault.name}`,
    value: fault.durationMs,
    lowest: Math.min(SHORTEST_FAULT_MS, fault.durationMs),
    units: TIME_UNITS,
    write: (run, durationMs) =>
      withFault<ScheduledFault>(run, currentOf(run, fault), { durationMs }),
  },
];

// Toxiproxy draws a share without the seed. So the only share of a network fault that can be played
// live as well is all of it, and the search tries that elsewhere.
function shareOf(fault: ScheduledFault): readonly Magnitude[] {
  if (fault.layer !== 'gateway') return [];
  return [
    {
      name: `share of ${fault.name}`,
      value: fault.share * 100,
      lowest: 1,
      units: SHARE_UNITS,
      write: (run, percent) => withFault(run, currentOf(run, fault), { share: percent / 100 }),
    },
  ];
}

function delaysOf(fault: ScheduledFault): readonly Magnitude[] {
  switch (fault.layer) {
    case 'network':
      return effectDelays(fault);
    case 'gateway':
      return optionDelays(fault);
    case 'process':
      return [];
    default:
      return assertNever(fault);
  }
}

function effectDelays(fault: NetworkFault): readonly Magnitude[] {
  return Object.entries(fault.effect).flatMap(([key, value]) =>
    delay(fault, key, value, (run, changed) => {
      const current = currentOf(run, fault);
      // Only numbers change; the kind stays.
      const effect = { ...current.effect, [key]: changed } as NetworkFault['effect'];
      return withFault(run, current, { effect });
    }),
  );
}

function optionDelays(fault: GatewayFault): readonly Magnitude[] {
  return Object.entries(fault.options).flatMap(([key, value]) =>
    delay(fault, key, value, (run, changed) => {
      const current = currentOf(run, fault);
      return withFault(run, current, { options: { ...current.options, [key]: changed } });
    }),
  );
}

// The unit is the last word of a name, so that it tells what is a time.
function delay(
  { name }: ScheduledFault,
  key: string,
  value: unknown,
  write: Magnitude['write'],
): readonly Magnitude[] {
  if (typeof value !== 'number' || !/Ms$|Microseconds$/.test(key)) return [];
  return [{ name: `${key} of ${name}`, value, lowest: 0, units: TIME_UNITS, write }];
}
