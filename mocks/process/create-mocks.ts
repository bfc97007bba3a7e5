import type { FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import type { DialectName } from '../dialects/registry.ts';
import { parseFaultScript } from '../script/index.ts';
import type { StateKeeper } from '../state/index.ts';
import { createHandle, type GatewayClock, type GatewayHandle } from './gateway-handle.ts';
import { resolveOptions, type MocksOptions } from './options.ts';
import { startMocks, type Mocks } from './start-mocks.ts';

/** Several gateways with one clock and one control API. */
export interface RunningMocks extends AsyncDisposable {
  /** By name; those that were not asked for are missing. */
  readonly gateways: Readonly<Partial<Record<DialectName, GatewayHandle>>>;
  /** Throws when that one was not asked for. */
  gateway(name: DialectName): GatewayHandle;
  /** Addresses and test credentials of all of them, as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** The control API; its page is at `pageUrl`, which carries the token. */
  readonly control: { readonly url: string; readonly token: string; readonly pageUrl: string };
  readonly seed: number;
  readonly clock: GatewayClock;
  /** Clears every fault of every gateway. */
  clear(): void;
  /** Forgets all payments, keys, webhooks and events, and clears every fault. */
  reset(): void;
  /**
   * Plays a fault script (YAML or JSON text) on the gateways' clock.
   *
   * @returns when all of it was played; rejects when the gateways end before
   */
  replay(script: string): Promise<void>;
  /** Saves the state of all gateways to a file, whole or not at all. Throws STATE_UNUSABLE. */
  saveState(path: string): void;
  /** Puts all gateways where they were at that save. Throws STATE_... */
  loadState(path: string): void;
  /** Ends what is held, then the gateways. Also done by `await using`. */
  close(): Promise<void>;
}

/** One gateway on its own. */
export interface RunningGateway extends GatewayHandle, AsyncDisposable {
  /** Saves its state to a file, whole or not at all. Throws STATE_UNUSABLE. */
  saveState(path: string): void;
  /** Puts it where it was at that save. Throws STATE_... */
  loadState(path: string): void;
  /** Ends what is held, then the gateway. Also done by `await using`. */
  close(): Promise<void>;
}

/** What users of one gateway write. */
export interface GatewayOptions extends Omit<MocksOptions, 'only' | 'ports' | 'webhooks'> {
  readonly dialect: DialectName;
  /** Any free one when left out. */
  readonly port?: number;
  /** Where its webhooks go at first. */
  readonly webhooks?: string;
}

/**
 * Starts gateways for a test or a tool: on free ports, with state in memory, quiet.
 *
 * @example
 * await using mocks = await createMocks({ only: ['stripe', 'paypal'], seed: 7 });
 * const service = startMyService(mocks.environment);
 *
 * @throws MOCKS_..., STATE_... or SCRIPT_... errors, each with a hint
 */
export async function createMocks(options: MocksOptions = {}): Promise<RunningMocks> {
  return wrap(await startMocks(resolveOptions(options), SILENT));
}

/**
 * Starts one gateway for a test: on a free port, with state in memory, quiet.
 *
 * @example
 * await using gateway = await createGateway({ dialect: 'stripe', seed: 7 });
 * using outage = gateway.arm({ fault: 'processed-then-lost', operations: ['confirm'] });
 *
 * @throws MOCKS_..., STATE_... or SCRIPT_... errors, each with a hint
 */
export async function createGateway({
  dialect,
  port = 0,
  webhooks,
  ...options
}: GatewayOptions): Promise<RunningGateway> {
  const mocks = await createMocks({
    ...options,
    only: [dialect],
    ports: { [dialect]: port },
    ...(webhooks === undefined ? {} : { webhooks }),
  });
  const { saveState, loadState, close } = mocks;
  return { ...mocks.gateway(dialect), saveState, loadState, close, [Symbol.asyncDispose]: close };
}

const SILENT: FastifyBaseLogger = pino({ level: 'silent' });

/** What code and the command line hold of started gateways. */
export function wrap(mocks: Mocks): RunningMocks {
  const { ready, clock, seed } = mocks;
  const handles = new Map(
    mocks.gateways.map((gateway) => {
      const handle = createHandle(gateway, mocks);
      return [handle.name, handle];
    }),
  );
  const close = async (): Promise<void> => mocks[Symbol.asyncDispose]();
  const { url, token } = ready.control;
  return {
    gateways: Object.fromEntries(handles),
    gateway: (name) => {
      const handle = handles.get(name);
      if (handle === undefined) throw new Error(`the ${name} gateway was not started`);
      return handle;
    },
    environment: Object.assign(
      {},
      ...[...handles.values()].map(({ environment }) => environment),
    ) as Record<string, string>,
    control: { url, token, pageUrl: `${url}/#token=${token}` },
    seed,
    clock: { now: () => clock.now(), advance: (ms) => clock.advance(ms) },
    clear: () => {
      for (const { faults } of mocks.gateways) faults.clearAll();
    },
    reset: () => {
      for (const gateway of mocks.gateways) gateway.reset();
    },
    replay: async (script) => mocks.replay(parseFaultScript(script, 'the script')).ended,
    saveState: (path) => keeperOf(mocks).saveTo(path),
    loadState: (path) => keeperOf(mocks).loadFrom(path),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function keeperOf({ keeper }: Mocks): StateKeeper {
  if (keeper === null) throw new Error('these gateways were started without a keeper of state');
  return keeper;
}
