import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PaydrillError } from '../../core/errors.ts';
import { liveError } from '../errors.ts';
import {
  findFreePort,
  poll,
  startProcess,
  type ProcessGuard,
  type SupervisedProcess,
  type Wait,
} from '../processes/index.ts';
import { createGatewayProxy, type GatewayProxy, type ProxyRequest } from './gateway-proxy.ts';
import { createTransport, type ToxiproxyTransport } from './transport.ts';

const ASK_MS = 5_000;

export interface ToxiproxyOptions extends Wait {
  /** The binary and the version it says it is. */
  readonly binary: { readonly path: string; readonly version: string };
  readonly logDirectory: string;
  readonly guard?: ProcessGuard;
  readonly onDeath?: (error: PaydrillError) => void;
  /** Chosen freely when left out. */
  readonly port?: number;
}

/** A Toxiproxy of our own. Disposing it ends it. */
export interface RunningToxiproxy extends AsyncDisposable {
  readonly url: string;
  readonly version: string;
  readonly process: SupervisedProcess;
  /** A proxy on 127.0.0.1, in front of a gateway. */
  createProxy(request: ProxyRequest): Promise<GatewayProxy>;
  /** Opens every proxy and clears every fault. */
  reset(): Promise<void>;
}

/**
 * Starts toxiproxy-server and waits until it answers as the one that was started. Throws
 * LIVE_TOXIPROXY_FOREIGN, LIVE_TOXIPROXY_VERSION or LIVE_PROCESS_...; nothing is left running then.
 */
export async function startToxiproxy(options: ToxiproxyOptions): Promise<RunningToxiproxy> {
  const { binary, logDirectory } = options;
  const port = options.port ?? (await findFreePort());
  const transport = createTransport(`http://127.0.0.1:${port}`);

  // toxiproxy-server goes on running when its port is taken, and then another one answers. A
  // proxy with a name of its own in its configuration tells whose answer it is.
  const nonce = `paydrill-${randomUUID()}`;
  const configPath = join(logDirectory, `${nonce}.json`);
  const marker = { name: nonce, listen: '127.0.0.1:0', upstream: '127.0.0.1:9', enabled: false };

  await mkdir(logDirectory, { recursive: true });
  await writeFile(configPath, JSON.stringify([marker]));

  let isReady = false;
  const process = await startProcess({
    name: 'toxiproxy',
    command: binary.path,
    args: ['-host', '127.0.0.1', '-port', String(port), '-config', configPath],
    // Its info level writes a line for every connection.
    // Its heap is a few megabytes: collecting it less often costs no memory worth the name.
    env: { LOG_LEVEL: 'warn', GOGC: '400' },
    logDirectory,
    ...(options.guard === undefined ? {} : { guard: options.guard }),
    onDeath: (error) => {
      if (isReady) options.onDeath?.(error);
    },
  });
  try {
    await untilReady(process, transport, nonce, options);
    isReady = true;
  } catch (error) {
    await process.kill();
    throw error;
  } finally {
    await rm(configPath, { force: true });
  }
  const proxies: GatewayProxy[] = [];
  return {
    url: transport.url,
    version: binary.version,
    process,
    createProxy: async (request) => {
      const proxy = await createGatewayProxy(transport, request);
      proxies.push(proxy);
      return proxy;
    },
    reset: async () => {
      await transport.reset({ deadlineMs: ASK_MS });
      for (const proxy of proxies) proxy.forget();
    },
    [Symbol.asyncDispose]: () => process.stop(),
  };
}

async function untilReady(
  process: SupervisedProcess,
  transport: ToxiproxyTransport,
  nonce: string,
  { binary, deadlineMs, signal }: ToxiproxyOptions,
): Promise<void> {
  const wait = { deadlineMs: Math.min(deadlineMs, ASK_MS), signal };
  const version = await poll(
    async () => {
      // Throws what it died of.
      if (!process.isRunning()) await process.firstLine(wait);
      try {
        return await transport.version(wait);
      } catch {
        signal?.throwIfAborted();
        return undefined;
      }
    },
    { deadlineMs, signal },
  );
  const { url } = transport;
  if (version === undefined) {
    const details = { name: 'toxiproxy', deadlineMs, log: process.logPath };
    const lines = process.tail().join('\n') || '(nothing)';
    throw liveError('LIVE_PROCESS_NOT_READY', { ...details, lines });
  }
  const names = await transport.proxyNames(wait);
  if (!names.includes(nonce)) throw liveError('LIVE_TOXIPROXY_FOREIGN', { url });
  if (version !== binary.version) {
    const details = { url, got: version, wanted: binary.version };
    throw liveError('LIVE_TOXIPROXY_VERSION', details);
  }
  await transport.removeProxy(nonce, wait);
}
