import type { Seed } from '../../core/ids.ts';
import type { ProviderName } from '../../core/outcome.ts';
import { createControlClient, type ControlClient } from '../../drill/serving/control-client.ts';
import type { MocksReady } from '../../../mocks/process/start-mocks.ts';
import type { WorldControls } from '../world/controls.ts';
import type { GatewayArgs } from './processes.ts';

export interface VirtualGateway {
  readonly name: ProviderName;
  /** Of its virtual process. */
  readonly process: string;
  readonly baseUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly control: ControlClient;
}

export const gatewayProcess = (name: ProviderName): string => `gateway-${name}`;

export async function startGateway(
  world: WorldControls,
  seed: Seed,
  name: ProviderName,
): Promise<VirtualGateway> {
  const process = gatewayProcess(name);
  const args: GatewayArgs = { seed, gateway: name };
  // What a function returns crosses the border of its process as plain data.
  const ready = (await world.start(process, programs(), 'gateway', { args })) as MocksReady;
  const [address] = ready.gateways;
  if (address === undefined) throw new TypeError(`the gateway ${name} has no address`);
  return {
    name,
    process,
    baseUrl: address.baseUrl,
    environment: address.environment,
    control: createControlClient(ready.control.url, ready.control.token),
  };
}

/** The module that processes are started from. */
export function programs(): URL {
  const extension = import.meta.url.includes('.ts') ? '.ts' : '.js';
  return new URL(`./processes${extension}`, import.meta.url);
}

export type AllControls = Pick<
  ControlClient,
  'arm' | 'clear' | 'clearAll' | 'renewLeases' | 'met' | 'deliverWebhooks' | 'unsettled'
>;

/** The control APIs of all gateways as one. */
export function controlAll(gateways: readonly VirtualGateway[]): AllControls {
  const each = <Value>(ask: (control: ControlClient) => Promise<Value>): Promise<Value[]> =>
    Promise.all(gateways.map(({ control }) => ask(control)));
  return {
    arm: async (fault, leaseMs) => {
      const gateway = gateways.find(({ name }) => name === fault.gateway);
      if (gateway === undefined) throw new RangeError(`there is no gateway ${fault.gateway}`);
      await gateway.control.arm(fault, leaseMs);
    },
    clear: async (fault) => void (await each((control) => control.clear(fault))),
    clearAll: async () => void (await each((control) => control.clearAll())),
    renewLeases: async (leaseMs) => void (await each((control) => control.renewLeases(leaseMs))),
    met: async (fault) => {
      const counts = await each((control) => control.met(fault));
      return counts.find((count) => count !== null) ?? null;
    },
    deliverWebhooks: async () => void (await each((control) => control.deliverWebhooks())),
    unsettled: async () => {
      const all = await each((control) => control.unsettled());
      return {
        gatewayRequests: all.reduce((sum, one) => sum + one.gatewayRequests, 0),
        webhooks: all.reduce((sum, one) => sum + one.webhooks, 0),
      };
    },
  };
}
