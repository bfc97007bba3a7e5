import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { parseSeed, type Seed } from '../../harness/core/ids.ts';
import { createControlApp, type ControlledRig } from '../control/index.ts';
import { DIALECTS, type DialectName } from '../dialects/registry.ts';
import { createKeyRing, type KeyRing } from '../keys/key-ring.ts';
import { createClock, type MovableClock } from '../kernel/clock.ts';
import { createGateway } from '../kernel/create-gateway.ts';
import type { Gateway } from '../kernel/gateway.ts';
import { recordFaults, replayFaults, type FaultScript, type Replay } from '../script/index.ts';
import { SnapshotFolder, StateKeeper, stateError } from '../state/index.ts';
import { mocksError } from './errors.ts';
import type { MocksSettings } from './settings.ts';

export interface GatewayAddress {
  readonly name: DialectName;
  readonly baseUrl: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The line that tells the parent process where everything is. */
export interface MocksReady {
  readonly kind: 'ready';
  readonly gateways: readonly GatewayAddress[];
  readonly control: { readonly url: string; readonly token: string };
}

/** Gateways that listen, for whoever shares their process: see `callControl`. */
export interface OpenGateways extends AsyncDisposable {
  readonly addresses: readonly GatewayAddress[];
  readonly controlled: ControlledRig;
  readonly seed: Seed;
  readonly clock: MovableClock;
  readonly gateways: readonly Gateway[];
  /** Null where the settings bound nothing and keep nothing. */
  readonly keeper: StateKeeper | null;
}

export interface Mocks extends Omit<OpenGateways, 'addresses' | 'controlled'> {
  readonly ready: MocksReady;
  /** Ends with the gateways. */
  replay(script: FaultScript): Replay;
}

const SAVE_EVERY_MS = 1000;

/** So that what was put into an `.env` file is still right after a restart. */
const DEFAULT_SEED = parseSeed(1);

/** Starts gateways and their control API. What was started is stopped when one of them can't. */
export async function startMocks(settings: MocksSettings, log: FastifyBaseLogger): Promise<Mocks> {
  await using started = new AsyncDisposableStack();
  const { addresses, controlled, ...opened } = started.use(await openGateways(settings, log));
  const token = settings.controlToken ?? randomBytes(24).toString('hex');
  const control = createControlApp({ ...controlled, token });
  started.defer(() => control.close());
  const url = await listen('the control API', control, settings.host, settings.controlPort);
  const running = started.move();
  return {
    ...opened,
    ready: { kind: 'ready', gateways: addresses, control: { url, token } },
    replay: (script) => controlled.replay(script),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Starts gateways without a port for their control API. */
export async function openGateways(
  settings: MocksSettings,
  log: FastifyBaseLogger,
): Promise<OpenGateways> {
  await using started = new AsyncDisposableStack();
  const { webhooks } = settings;
  const keeper = openKeeper(settings, log);
  if (keeper !== null) started.use(keeper);
  const before = keeper?.before() ?? null;
  const clock = createClock(before?.clockOffsetMs ?? 0);
  const seed = chooseSeed(settings, before?.seed ?? null);
  const keys = createKeyRing({ folder: settings.keysFolder, given: before?.keys ?? {} });
  const gateways = makeGateways(settings, { seed, clock, keys, keeper, log });
  started.defer(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
  });

  if (keeper !== null) {
    const saving = setInterval(() => keeper.saveWhenDue(), SAVE_EVERY_MS);
    saving.unref();
    started.defer(() => clearInterval(saving));
  }
  // Before the first request comes in.
  keeper?.manage({ gateways, clock, keys, seed });
  const urls = await listenAll(gateways, settings);
  // Only now that they have addresses, which are part of what they send.
  for (const gateway of gateways) {
    gateway.resumeWebhooks();
    const url = webhooks[gateway.name];
    if (url !== undefined) gateway.setWebhookEndpoint(url);
  }

  const ending = new AbortController();
  const onError = (error: unknown): void => log.error({ err: error }, 'not noted');
  const recorder = started.use(
    recordFaults({ gateways, clock, path: settings.recordPath, onError }),
  );
  const snapshots = keeper === null ? null : new SnapshotFolder(keeper, settings.statePath);
  if (snapshots !== null) started.use(snapshots);
  const replay = (script: FaultScript): Replay => {
    const played = replayFaults(script, gateways, clock, ending.signal);
    played.ended.catch((error: unknown) => {
      if (!ending.signal.aborted) log.error({ err: error }, 'a fault script broke off');
    });
    return played;
  };
  started.defer(() => ending.abort());

  const running = started.move();
  return {
    addresses: settings.gateways.map(({ name }, index) => ({
      name,
      baseUrl: urls[index] ?? '',
      environment: gateways[index]?.environment ?? {},
    })),
    controlled: {
      gateways,
      clock,
      baseUrls: new Map(gateways.map(({ name }, index) => [name, urls[index] ?? ''])),
      recorder,
      replay,
      snapshots,
      webhookHosts: settings.webhookHosts,
    },
    seed,
    clock,
    gateways,
    keeper,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Throws STATE_OTHER_SEED. */
function chooseSeed({ seed, statePath }: MocksSettings, kept: Seed | null): Seed {
  if (kept !== null && seed !== null && kept !== seed) {
    throw stateError('STATE_OTHER_SEED', { path: statePath ?? '', got: kept, seed });
  }
  return seed ?? kept ?? DEFAULT_SEED;
}

function openKeeper(
  { limits, statePath }: MocksSettings,
  log: FastifyBaseLogger,
): StateKeeper | null {
  if (limits === null) return null;
  const onError = (error: unknown): void => log.error({ err: error }, 'state was not saved');
  return new StateKeeper({ path: statePath, limits, onError });
}

interface Shared {
  readonly seed: Seed;
  readonly clock: MovableClock;
  readonly keys: KeyRing;
  readonly keeper: StateKeeper | null;
  readonly log: FastifyBaseLogger;
}

function makeGateways(
  { gateways, behaviours, webhookHosts }: MocksSettings,
  { seed, clock, keys, keeper, log }: Shared,
): readonly Gateway[] {
  return gateways.map(({ name }) =>
    createGateway({
      dialect: DIALECTS[name],
      seed,
      clock,
      keys,
      behaviour: behaviours[name] ?? {},
      webhookHosts,
      log: log.child({ gateway: name }),
      ...(keeper === null ? {} : { shelf: keeper.shelfFor(name) }),
    }),
  );
}

async function listenAll(
  gateways: readonly Gateway[],
  { host, gateways: wanted }: MocksSettings,
): Promise<readonly string[]> {
  const urls: string[] = [];
  for (const [index, { name, app }] of gateways.entries()) {
    urls.push(await listen(`the ${name} gateway`, app, host, wanted[index]?.port ?? 0));
  }
  return urls;
}

async function listen(
  what: string,
  app: FastifyInstance,
  host: string,
  port: number,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw mocksError('MOCKS_PORT_UNUSABLE', { what, host, port, reason }, { cause });
  }
}
