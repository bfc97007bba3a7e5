import type { ProviderName, ProviderOperation } from '../../core/outcome.ts';
import type { Random } from '../../core/random.ts';
import type { GatewayFault, NetworkFault, ProcessFault, Scenario } from '../../core/scenario.ts';
import type { ScheduledFault } from '../../core/scenario.ts';
import { findFault, type GatewayFaultName } from '../../../mocks/faults/index.ts';
import { FAULT_RANGES } from './fault-ranges.ts';
import { NETWORK_RANGES } from './network-ranges.ts';

/** When the load of a drawn run comes, as far as its faults have to know. */
export interface Moments {
  readonly faultMs: number;
  /** Arrivals inside the fault phase, in milliseconds from its start. */
  readonly arrivals: readonly number[];
}

/** One fault that may be drawn, under the name that coverage counts it by. */
export interface FaultRange {
  readonly name: string;
  /** What it could meet at most, for the list of pairs that can be reached. */
  readonly widest: ScheduledFault;
  draw(random: Random, moments: Moments): ScheduledFault;
}

const SHORTEST_MS = 200;
const SHARES = [0.1, 0.3, 0.6, 1];
const DIRECTIONS = ['upstream', 'downstream'] as const;

/** Every fault that fits the gateways of a scenario, its own ones first. */
export function rangesOf(scenario: Scenario): readonly FaultRange[] {
  const own = scenario.faults.map(rangeOfOwn);
  const ranges = [
    ...own,
    ...scenario.gateways.flatMap(gatewayRanges),
    ...scenario.gateways.flatMap(networkRanges),
    ...(['kill', 'pause', 'restart'] as const).map(processRange),
  ];
  return [...new Map(ranges.map((range) => [range.name, range])).values()];
}

/** The scenario's own fault, as strong as it is written, at another time. */
const rangeOfOwn = (fault: ScheduledFault): FaultRange => ({
  name: fault.name,
  widest: fault,
  draw: (random, moments) => ({
    ...fault,
    ...(fault.layer === 'process' ? atMoment(random, moments) : atAnyTime(random, moments)),
  }),
});

function gatewayRanges(gateway: ProviderName): readonly FaultRange[] {
  return (Object.keys(FAULT_RANGES) as GatewayFaultName[]).flatMap((fault) => {
    const draw = FAULT_RANGES[fault];
    const definition = findFault(fault);
    if (draw === null || !canShow(definition.needs, gateway)) return [];
    const met = definition.appliesTo.filter((each) => each !== 'token' || gateway === 'paypal');
    const name = `${gateway}-${fault}`;
    const widest: GatewayFault = {
      name,
      layer: 'gateway',
      gateway,
      fault,
      options: {},
      share: 1,
      operations: met,
      atMs: 0,
      durationMs: SHORTEST_MS,
    };
    return [
      {
        name,
        widest,
        draw: (random, moments) => ({
          ...widest,
          options: draw(random),
          share: random.pick(SHARES),
          operations: operationsOf(random, met),
          ...atAnyTime(random, moments),
        }),
      },
    ];
  });
}

const canShow = (needed: string | undefined, gateway: ProviderName): boolean =>
  needed === undefined || (needed === 'access-tokens' && gateway === 'paypal');

/** Everything it applies to, or one operation alone: what is rare is met by aiming at it. */
function operationsOf(
  random: Random,
  met: readonly ProviderOperation[],
): readonly ProviderOperation[] {
  const isAimed = random.chance(0.6);
  return isAimed && met.length > 0 ? [random.pick(met)] : met;
}

function networkRanges(gateway: ProviderName): readonly FaultRange[] {
  return DIRECTIONS.flatMap((direction) =>
    NETWORK_RANGES.map(({ kind, isForEverybody, draw }): FaultRange => {
      const name = `${gateway}-${kind}-${direction}`;
      const at = (random: Random, moments: Moments): NetworkFault => ({
        name,
        layer: 'network',
        gateway,
        direction,
        effect: draw(random),
        share: isForEverybody ? 1 : random.pick(SHARES),
        ...atAnyTime(random, moments),
      });
      const widest: NetworkFault = {
        name,
        layer: 'network',
        gateway,
        direction,
        effect: { kind: 'black-hole' },
        share: 1,
        atMs: 0,
        durationMs: SHORTEST_MS,
      };
      return { name, widest, draw: at };
    }),
  );
}

function processRange(action: ProcessFault['action']): FaultRange {
  const widest: ProcessFault = {
    name: `service-${action}`,
    layer: 'process',
    action,
    atMs: 0,
    durationMs: SHORTEST_MS,
  };
  return {
    name: widest.name,
    widest,
    draw: (random, moments) => ({ ...widest, ...atMoment(random, moments) }),
  };
}

interface When {
  readonly atMs: number;
  readonly durationMs: number;
}

function atAnyTime(random: Random, { faultMs }: Moments): When {
  if (random.chance(0.4)) return { atMs: 0, durationMs: faultMs };
  const atMs = random.integer(0, faultMs - SHORTEST_MS);
  return { atMs, durationMs: random.integer(SHORTEST_MS, faultMs - atMs) };
}

/**
 * Soon after somebody arrived, because a payment takes milliseconds of a run of seconds: a crash at
 * any time would mostly meet nobody. The later the rarer, so that retries and reconciliation are
 * met as well.
 */
function atMoment(random: Random, { faultMs, arrivals }: Moments): When {
  const latestMs = faultMs - SHORTEST_MS;
  const arrival = arrivals.length === 0 ? 0 : random.pick(arrivals);
  const after = Math.floor(Math.exp(random.next() * Math.log(2_500)));
  const atMs = Math.min(Math.floor(arrival) + after, latestMs);
  const durationMs = random.integer(SHORTEST_MS, Math.min(1_500, faultMs - atMs));
  return { atMs, durationMs };
}
