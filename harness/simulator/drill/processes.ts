// What the processes of a simulated drill run: the programs of a live one, started by a function
// instead of a command line, so that a thread that plays many seeds loads them once.
import { pino } from 'pino';
import type { Seed } from '../../core/ids.ts';
import type { ProviderName } from '../../core/outcome.ts';
import { parseMocksSettings } from '../../../mocks/process/settings.ts';
import { startMocks, type MocksReady } from '../../../mocks/process/start-mocks.ts';
import { startProcess } from '../../../service/start-process.ts';

export interface GatewayArgs {
  readonly seed: Seed;
  readonly gateway: ProviderName;
}

/** One gateway with a control API of its own: a link fault names a process. */
export async function gateway({ seed, gateway: name }: GatewayArgs): Promise<MocksReady> {
  const settings = parseMocksSettings(JSON.stringify({ seed, gateways: [{ name }] }));
  const mocks = await startMocks(settings, pino({ level: 'info' }, pino.destination(2)));
  return mocks.ready;
}

export const target = (): Promise<string> => startProcess(process.env);
