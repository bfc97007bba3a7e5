import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundTarget } from '../../config/index.ts';
import type { PaydrillError } from '../../core/errors.ts';
import type { RunEvent } from '../../core/events.ts';
import type { ScheduledFault } from '../../core/scenario.ts';
import type { DrillPlan, Rig, World } from '../../drill/world.ts';
import { streamBySocket } from '../http/index.ts';
import { findFreePort, startWatchdog, type Pulse } from '../processes/index.ts';
import { allOrNone } from './all-or-none.ts';
import { countOpenPayments, readPayments } from '../../drill/serving/client-for-target.ts';
import { collectEach, type Source } from '../../drill/serving/collect.ts';
import { handsOn } from '../../drill/serving/fault-hands.ts';
import { startLoad } from './load.ts';
import { piecesOfLog } from './pieces-of-log.ts';
import { pause } from '../../drill/serving/pause.ts';
import { watchPulses } from './pulses.ts';
import { proveItCanStop } from '../../drill/serving/prove-stop.ts';
import { readEventStream } from '../../drill/serving/read-events.ts';
import { createServiceAudit } from '../../drill/serving/service-audit.ts';
import { refuseKnownOrders } from './refuse-known-orders.ts';
import { startServingSide } from './serving-side.ts';
import { SharedTexts } from '../../drill/serving/shared-texts.ts';

export interface LocalWorldOptions {
  readonly runFolder: string;
  readonly logDirectory: string;
  readonly k6: Binary;
  readonly toxiproxy: Binary;
  /** As `findTarget` found it; left out, the reference service is drilled. */
  readonly target?: FoundTarget | undefined;
  /** A bundle of the k6 entry script that another bundler made. */
  readonly bundleFile?: string;
}

interface Binary {
  readonly path: string;
  readonly version: string;
}

const READY_MS = 15_000;
/** How long an audit read may take while the load is on: a slow target must not stall the drill. */
const AUDIT_MS = 1_500;
/**
 * How long nothing may come of the events at the end, however many they are; and of a process that has
 * been silent for long.
 */
const REST_SILENCE_MS = 10_000;
const KNOWN_SILENCE_MS = 1_000;

/** Real sockets on this machine: gateways and target as processes, Toxiproxy between, k6 in front. */
export function createLocalWorld(options: LocalWorldOptions): World {
  return {
    name: 'local',
    start: async (plan, signal) => {
      // Everything that was started is ended in reverse order, also when a later step fails.
      await using starting = new AsyncDisposableStack();
      const rig = await startRig(options, plan, signal, starting);
      const running = starting.move();
      return Object.assign(rig, { [Symbol.asyncDispose]: () => running.disposeAsync() });
    },
  };
}

async function startRig(
  options: LocalWorldOptions,
  plan: DrillPlan,
  signal: AbortSignal,
  stack: AsyncDisposableStack,
): Promise<Omit<Rig, typeof Symbol.asyncDispose>> {
  const { runFolder, logDirectory, k6, toxiproxy: toxiproxyBinary, bundleFile } = options;
  const { scenario } = plan;
  const death = Promise.withResolvers<PaydrillError>();
  const onDeath = (error: PaydrillError): void => death.resolve(error);

  const watchdog = stack.use(await startWatchdog({ deadlineMs: READY_MS, logDirectory, onDeath }));
  const workDirectory = await mkdtemp(join(tmpdir(), 'paydrill-'));
  watchdog.watchPath(workDirectory);
  stack.defer(() => rm(workDirectory, { recursive: true, force: true }));

  // What orders are called and clients say, the target and the gateways name too.
  const texts = new SharedTexts();
  for (const { orderId, keys } of plan.orders)
    for (const text of [orderId, ...keys]) texts.share(text);
  const targetPort = await findFreePort();
  const targetUrl = `http://127.0.0.1:${targetPort}`;
  const startedMs = performance.now();
  const took = async <Part extends AsyncDisposable>(start: Promise<Part>) => {
    const part = await start;
    return {
      part,
      ms: performance.now() - startedMs,
      [Symbol.asyncDispose]: () => part[Symbol.asyncDispose](),
    };
  };
  // k6 takes longest to get ready and needs nothing but the target's address.
  const [serving, loading] = await allOrNone(stack, [
    took(
      startServingSide(
        {
          plan,
          toxiproxy: toxiproxyBinary,
          target: options.target ?? null,
          targetPort,
          workDirectory,
          logDirectory,
          watchdog,
          onDeath,
        },
        signal,
      ),
    ),
    took(
      startLoad(
        {
          plan,
          binary: k6,
          targetUrl,
          runFolder,
          workDirectory,
          logDirectory,
          guard: watchdog,
          bundleFile,
          texts,
        },
        signal,
      ),
    ),
  ]);
  const { part: load } = loading;
  const { gateways, toxiproxy, proxies, target } = serving.part;
  const { control } = gateways;
  if (options.target !== undefined) {
    const orderIds = plan.orders.map(({ orderId }) => orderId);
    await refuseKnownOrders(options.target.given, targetUrl, orderIds, signal);
  }

  const isTargetOurs = options.target === undefined;
  const pulses = stack.use(watchPulses({ ...serving.part, load, isTargetOurs }, onDeath));
  const patienceOf = ({ isSilent }: Pulse): number =>
    isSilent ? KNOWN_SILENCE_MS : REST_SILENCE_MS;

  const hands = (fault: ScheduledFault) => handsOn(fault, { proxies, control, target });
  const audit = createServiceAudit(targetUrl, texts, streamBySocket);
  let zeroEpochMs = 0;
  // The wall clock tells when zero was, the steady one how long ago: it can't be set back.
  let zeroSteadyMs = 0;
  const now = (): number => performance.now() - zeroSteadyMs;

  const clearAll = async (): Promise<void> => {
    pulses.wakeAll();
    await Promise.allSettled([
      control.clearAll(),
      toxiproxy.reset(),
      ...scenario.faults
        .filter((fault) => fault.layer === 'process')
        .map((fault) => target.clear(fault)),
    ]);
  };
  return {
    readyMs: { rig: serving.ms, load: loading.ms },
    versions: { k6: k6.version, toxiproxy: toxiproxyBinary.version },
    broken: Promise.race([death.promise, load.broken]),
    proveItCanStop: () => proveItCanStop(scenario.gateways, proxies, control),
    releaseLoad: async (releaseSignal) => {
      zeroEpochMs = await load.release(releaseSignal);
      zeroSteadyMs = performance.now() - (Date.now() - zeroEpochMs);
    },
    get zeroEpochMs() {
      return zeroEpochMs;
    },
    now,
    waitUntil: (t, until) => pause(t - now(), until),
    arm: (fault, leaseMs) => hands(fault).arm(leaseMs),
    clear: (fault) => hands(fault).clear(),
    clearAll,
    prove: (fault, until) => hands(fault).prove(until),
    renewLeases: (leaseMs) => control.renewLeases(leaseMs),
    takeEvents: async () => {
      const events = [...load.take()];
      if (!target.canAnswer) return events;
      // What cannot be read now is read the next time, or at the end.
      const said = await audit
        .read(zeroEpochMs, { deadlineMs: AUDIT_MS })
        .catch((): readonly RunEvent[] => []);
      for (const event of said) events.push(event);
      return events;
    },
    loadEnded: load.ended,
    loadGraceMs: load.graceMs,
    stopLoad: () => load.stop(),
    unsettled: async () => {
      const [openPayments, gatewayWork] = await Promise.all([
        countOpenPayments(targetUrl),
        control.unsettled(),
      ]);
      return { openPayments, ...gatewayWork };
    },
    deliverWebhooks: () => control.deliverWebhooks(),
    readPayments: (orderIds, until) => readPayments(targetUrl, orderIds, until, texts),
    collectRest: () => {
      pulses.wakeAll();
      return collectEach([
        ['client', async () => [...load.take(), await load.end()]],
        ...scenario.gateways.map((gateway): Source => [
          `gateway:${gateway}`,
          async () => {
            const body = await control.events(gateway, patienceOf(pulses.gateways));
            return readEventStream(body, zeroEpochMs, texts);
          },
        ]),
        [
          'service',
          async () => {
            const rest = await audit.read(zeroEpochMs, {
              silenceMs: patienceOf(pulses.target),
            });
            return audit.end === null ? rest : [...rest, audit.end];
          },
        ],
      ]);
    },
    secrets: gateways.addresses.flatMap((address) =>
      Object.entries(address.environment).flatMap(([name, value]) =>
        /SECRET/.test(name) ? [value] : [],
      ),
    ),
    readLogs: async () => {
      const names = (await readdir(logDirectory)).filter((name) => name.endsWith('.log'));
      return names.map((name) => ({ name, text: piecesOfLog(join(logDirectory, name)) }));
    },
  };
}
