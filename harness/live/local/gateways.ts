import { fileURLToPath } from 'node:url';
import type { PaydrillError } from '../../core/errors.ts';
import type { Seed } from '../../core/ids.ts';
import type { ProviderName } from '../../core/outcome.ts';
import {
  nodeEnvironment,
  startService,
  type ProcessGuard,
  type SupervisedProcess,
} from '../processes/index.ts';
import { createControlClient, type ControlClient } from '../../drill/serving/control-client.ts';
import { sendByHttp } from '../../drill/serving/send-by-http.ts';
import { streamBySocket } from '../http/index.ts';

export interface GatewayAddress {
  readonly name: ProviderName;
  readonly baseUrl: string;
  /** Credentials, as the variables that a target reads. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Gateways extends AsyncDisposable {
  readonly addresses: readonly GatewayAddress[];
  readonly control: ControlClient;
  readonly process: SupervisedProcess;
}

export interface GatewaysOptions {
  readonly seed: Seed;
  readonly gateways: readonly ProviderName[];
  readonly logDirectory: string;
  readonly guard: ProcessGuard;
  readonly onDeath: (error: PaydrillError) => void;
}

interface Ready {
  readonly gateways: readonly GatewayAddress[];
  readonly control: { readonly url: string; readonly token: string };
}

const READY_MS = 15_000;

/** Starts the mock gateways in a process of their own. Throws LIVE_PROCESS_... */
export async function startGateways(
  options: GatewaysOptions,
  signal: AbortSignal,
): Promise<Gateways> {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const main = fileURLToPath(new URL(`../../../mocks/main${extension}`, import.meta.url));
  const { process: child, ready } = await startService(
    {
      name: 'gateways',
      command: process.execPath,
      args: [main],
      env: {
        ...nodeEnvironment(),
        PAYDRILL_MOCKS: JSON.stringify({
          seed: options.seed,
          gateways: options.gateways.map((name) => ({ name })),
        }),
      },
      logDirectory: options.logDirectory,
      guard: options.guard,
      onDeath: options.onDeath,
    },
    parseReady,
    { deadlineMs: READY_MS, signal },
  );
  return {
    addresses: ready.gateways,
    control: createControlClient(
      ready.control.url,
      ready.control.token,
      sendByHttp,
      streamBySocket,
    ),
    process: child,
    [Symbol.asyncDispose]: () => child.stop(),
  };
}

function parseReady(line: unknown): Ready {
  if (typeof line === 'object' && line !== null && 'gateways' in line && 'control' in line) {
    return line as Ready;
  }
  throw new TypeError('the gateways did not say where they listen');
}
