// What the processes of a simulated drill run: the programs of a live one, started by a function
// instead of a command line, so that a thread that plays many seeds loads them once.
import { pino } from 'pino';
import type { Seed } from '../../core/ids.ts';
import type { ProviderName } from '../../core/outcome.ts';
import { callControl, type ControlCall, type ControlReply } from '../../../mocks/control/index.ts';
import { parseMocksSettings } from '../../../mocks/process/settings.ts';
import {
  openGateways,
  type GatewayAddress,
  type OpenGateways,
} from '../../../mocks/process/start-mocks.ts';
import { startProcess } from '../../../service/start-process.ts';

export interface GatewayArgs {
  readonly seed: Seed;
  readonly gateway: ProviderName;
}

let opened: OpenGateways | null = null;

/** One gateway a process: a link fault names one. */
export async function gateway({ seed, gateway: name }: GatewayArgs): Promise<GatewayAddress> {
  const settings = parseMocksSettings(JSON.stringify({ seed, gateways: [{ name }] }));
  opened = await openGateways(settings, pino({ level: 'info' }, pino.destination(2)));
  const [address] = opened.addresses;
  if (address === undefined) throw new TypeError(`the gateway ${name} has no address`);
  return address;
}

/** The control API of the gateway in this process. */
export async function control(call: ControlCall): Promise<ControlReply> {
  if (opened === null) throw new TypeError('there is no gateway in this process');
  return callControl(opened.controlled, call);
}

export const target = (): Promise<string> => startProcess(process.env);
