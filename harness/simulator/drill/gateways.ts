import type { Seed } from '../../core/ids.ts';
import type { ProviderName } from '../../core/outcome.ts';
import { createControlClient, type ControlClient } from '../../drill/serving/control-client.ts';
import type { SendRequest } from '../../drill/serving/send-request.ts';
import type { ControlCall, ControlReply } from '../../../mocks/control/index.ts';
import type { GatewayAddress } from '../../../mocks/process/start-mocks.ts';
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
  const address = (await world.start(process, programs(), 'gateway', { args })) as GatewayAddress;
  return {
    name,
    process,
    baseUrl: address.baseUrl,
    environment: address.environment,
    control: createControlClient(CONTROL_URL, '', sendByCall(world, process)),
  };
}

/** It has no address: the harness is not under test, and asks without a network between. */
const CONTROL_URL = 'http://control.invalid';

/** The control API is asked hundreds of times a drill; as HTTP that was half of what a short one cost. */
function sendByCall(world: WorldControls, process: string): SendRequest {
  return async (url, { method = 'GET', body, signal }) => {
    signal.throwIfAborted();
    const { pathname, search } = new URL(url);
    const call = {
      method: method as ControlCall['method'],
      path: pathname + search,
      ...(body === undefined ? {} : { body }),
    } satisfies ControlCall;
    const { status, text } = (await world.call(
      process,
      programs(),
      'control',
      call,
    )) as ControlReply;
    return {
      status,
      isOk: status < 300,
      body: async (take) => take(Buffer.from(text)),
    };
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
  const places = new Map<string, ControlClient>();
  return {
    arm: async (fault, leaseMs) => {
      const gateway = gateways.find(({ name }) => name === fault.gateway);
      if (gateway === undefined) throw new RangeError(`there is no gateway ${fault.gateway}`);
      places.set(fault.name, gateway.control);
      await gateway.control.arm(fault, leaseMs);
    },
    clear: async (fault) => places.get(fault)?.clear(fault),
    clearAll: async () => void (await each((control) => control.clearAll())),
    renewLeases: async (leaseMs) => void (await each((control) => control.renewLeases(leaseMs))),
    met: async (fault) => (await places.get(fault)?.met(fault)) ?? null,
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
