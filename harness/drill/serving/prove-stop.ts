import type { ProviderName } from '../../core/outcome.ts';
import type { GatewayFault, NetworkFault } from '../../core/scenario.ts';
import { drillError } from '../errors.ts';
import type { ControlClient } from './control-client.ts';
import type { FaultProxy } from './fault-hands.ts';

const HARMLESS = { name: 'harmless', share: 1, atMs: 0, durationMs: 0 } as const;
const LEASE_MS = 10_000;

type Proxy = Pick<FaultProxy, 'arm' | 'clear' | 'armed'>;

/**
 * Arms and clears a latency of one millisecond in front of and at every gateway, before anything
 * depends on it.
 *
 * @throws PaydrillError DRILL_CANNOT_STOP
 */
export async function proveItCanStop(
  gateways: readonly ProviderName[],
  proxies: ReadonlyMap<string, Proxy>,
  control: Pick<ControlClient, 'arm' | 'clear' | 'met'>,
): Promise<void> {
  for (const gateway of gateways) {
    const network: NetworkFault = {
      ...HARMLESS,
      layer: 'network',
      gateway,
      direction: 'downstream',
      effect: { kind: 'latency', latencyMs: 1, jitterMs: 0 },
    };
    const proxy = proxies.get(gateway);
    await proxy?.arm(network);
    await proxy?.clear(network.name);
    const left = proxy?.armed() ?? [];
    if (left.length > 0)
      throw cannotStop(`the proxy still holds ${left.join(', ')} for ${gateway}`);

    const fault: GatewayFault = {
      ...HARMLESS,
      layer: 'gateway',
      gateway,
      fault: 'latency',
      options: { distribution: 'fixed', delayMs: 1 },
      operations: [],
    };
    await control.arm(fault, LEASE_MS);
    await control.clear(fault.name);
    if ((await control.met(fault.name)) !== null) {
      throw cannotStop(`the gateway ${gateway} still holds ${fault.name}`);
    }
  }
}

const cannotStop = (detail: string) => drillError('DRILL_CANNOT_STOP', { detail });
