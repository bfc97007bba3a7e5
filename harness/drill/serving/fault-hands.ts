import { assertNever } from '../../core/assert-never.ts';
import type { NetworkFault, ProcessFault, ScheduledFault } from '../../core/scenario.ts';
import { drillError } from '../errors.ts';
import type { Proof } from '../world.ts';
import type { ControlClient } from './control-client.ts';
import { pause } from './pause.ts';

/** What can be done with one fault, whatever its layer. */
export interface FaultHands {
  arm(leaseMs: number): Promise<void>;
  clear(): Promise<void>;
  prove(until: AbortSignal): Promise<Proof>;
}

export interface FaultPlaces {
  readonly proxies: ReadonlyMap<string, FaultProxy>;
  readonly control: Pick<ControlClient, 'arm' | 'clear' | 'met'>;
  readonly target: FaultTarget;
}

/** What stands in front of a gateway and breaks the network there. */
export interface FaultProxy {
  arm(fault: NetworkFault): Promise<void>;
  clear(faultName: string): Promise<void>;
  armed(): readonly string[];
  probe(
    faultName: string,
    options: { readonly signal: AbortSignal },
  ): Promise<{ readonly proved: boolean; readonly detail: string; readonly by: string }>;
}

/** A service under test that a timeline may kill, pause and restart. */
export interface FaultTarget {
  arm(fault: ProcessFault): Promise<void>;
  clear(fault: ProcessFault): Promise<void>;
  prove(fault: ProcessFault): Promise<Proof>;
}

/** How often a gateway is asked whether a fault was met. */
const MET_EVERY_MS = 200;

/** @throws PaydrillError DRILL_FAULT_NOT_ARMED for a gateway that the scenario hasn't */
export function handsOn(fault: ScheduledFault, places: FaultPlaces): FaultHands {
  const { control, target } = places;
  switch (fault.layer) {
    case 'network': {
      const proxy = proxyOf(fault, places);
      return {
        arm: () => proxy.arm(fault),
        clear: () => proxy.clear(fault.name),
        prove: async (until) => {
          const { proved, detail, by } = await proxy.probe(fault.name, { signal: until });
          return { isProved: proved, detail: `${by}: ${detail}` };
        },
      };
    }
    case 'gateway':
      return {
        arm: (leaseMs) => control.arm(fault, leaseMs),
        clear: () => control.clear(fault.name),
        prove: (until) => proveByMeeting(fault.name, control, until),
      };
    case 'process':
      return {
        arm: () => target.arm(fault),
        clear: () => target.clear(fault),
        prove: () => target.prove(fault),
      };
    default:
      return assertNever(fault);
  }
}

function proxyOf(fault: NetworkFault, { proxies }: FaultPlaces): FaultProxy {
  const proxy = proxies.get(fault.gateway);
  if (proxy !== undefined) return proxy;
  throw drillError('DRILL_FAULT_NOT_ARMED', {
    fault: fault.name,
    detail: `the scenario has no gateway ${fault.gateway}`,
  });
}

/** The gateway itself says when its fault met a request: nothing harmless could show more. */
async function proveByMeeting(
  faultName: string,
  control: Pick<ControlClient, 'met'>,
  until: AbortSignal,
): Promise<Proof> {
  for (;;) {
    const met = await control.met(faultName).catch(() => null);
    if (met !== null && met > 0) return { isProved: true, detail: `met ${met} requests` };
    if (until.aborted || met === null) return { isProved: false, detail: 'met no request' };
    await pause(MET_EVERY_MS, until);
  }
}
