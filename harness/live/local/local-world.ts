import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertNever } from '../../core/assert-never.ts';
import type { PaydrillError } from '../../core/errors.ts';
import type { RunEvent } from '../../core/events.ts';
import type { ProviderName } from '../../core/outcome.ts';
import type { NetworkFault, ScheduledFault } from '../../core/scenario.ts';
import { drillError } from '../../drill/errors.ts';
import type { DrillPlan, Proof, Rig, World } from '../../drill/world.ts';
import { findFreePort, startWatchdog } from '../processes/index.ts';
import { startToxiproxy, type GatewayProxy } from '../toxiproxy/index.ts';
import { countOpenPayments, readPayments } from './client-for-target.ts';
import { collectEach, type Source } from './collect.ts';
import { startGateways } from './gateways.ts';
import { startLoad } from './load.ts';
import { pause } from './pause.ts';
import { proveItCanStop } from './prove-stop.ts';
import { readEventStream } from './read-events.ts';
import { createServiceAudit } from './service-audit.ts';
import { SharedTexts } from './shared-texts.ts';
import { startTarget } from './target.ts';

export interface LocalWorldOptions {
  readonly runFolder: string;
  readonly logDirectory: string;
  readonly k6: Binary;
  readonly toxiproxy: Binary;
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
const LAST_AUDIT_MS = 60_000;
/** How often, and for how long after its end at most, a gateway is asked whether a fault was met. */
const MET_EVERY_MS = 200;

/**
 * What a merchant subscribes to: every event that tells where money went, and none that only
 * repeats what the answer to the merchant's own call has said.
 */
const WEBHOOK_EVENTS: Readonly<Record<ProviderName, readonly string[]>> = {
  stripe: [
    'payment_intent.amount_capturable_updated',
    'payment_intent.canceled',
    'payment_intent.payment_failed',
    'payment_intent.succeeded',
    'charge.refunded',
  ],
  paypal: [
    'PAYMENT.AUTHORIZATION.CREATED',
    'PAYMENT.AUTHORIZATION.VOIDED',
    'PAYMENT.CAPTURE.COMPLETED',
    'PAYMENT.CAPTURE.DENIED',
    'PAYMENT.CAPTURE.REFUNDED',
  ],
};

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
  { runFolder, logDirectory, k6, toxiproxy: toxiproxyBinary, bundleFile }: LocalWorldOptions,
  plan: DrillPlan,
  signal: AbortSignal,
  stack: AsyncDisposableStack,
): Promise<Omit<Rig, typeof Symbol.asyncDispose>> {
  const { scenario } = plan;
  const death = Promise.withResolvers<PaydrillError>();
  const onDeath = (error: PaydrillError): void => death.resolve(error);

  const watchdog = stack.use(await startWatchdog({ deadlineMs: READY_MS, logDirectory, onDeath }));
  const workDirectory = await mkdtemp(join(tmpdir(), 'paydrill-'));
  watchdog.watchPath(workDirectory);
  stack.defer(() => rm(workDirectory, { recursive: true, force: true }));

  // What clients say, the target and the gateways name too.
  const texts = new SharedTexts();
  const common = { logDirectory, guard: watchdog, onDeath };
  const targetPort = await findFreePort();
  const targetUrl = `http://127.0.0.1:${targetPort}`;
  // k6 takes longest to get ready and needs nothing but the target's address.
  const [gateways, toxiproxy, load] = await allOrNone(stack, [
    startGateways({ ...common, seed: plan.seed, gateways: scenario.gateways }, signal),
    startToxiproxy({ ...common, binary: toxiproxyBinary, deadlineMs: READY_MS, signal }),
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
  ]);
  const { control } = gateways;
  watchdog.watchControl(control);
  watchdog.watchToxiproxy(toxiproxy.url);

  const proxies = new Map<string, GatewayProxy>();
  const environment: Record<string, string> = {
    PAYDRILL_POLICY: JSON.stringify(scenario.policy),
    PAYDRILL_GATEWAYS: scenario.gateways.join(','),
    PAYDRILL_STORE: join(workDirectory, 'service.sqlite'),
    PAYDRILL_SEED: String(plan.seed),
    LOG_LEVEL: 'info',
  };
  for (const { name, baseUrl, environment: credentials } of gateways.addresses) {
    const proxy = await toxiproxy.createProxy({ name, upstreamUrl: baseUrl });
    proxies.set(name, proxy);
    Object.assign(environment, credentials, { [`${name.toUpperCase()}_BASE_URL`]: proxy.url });
    await control.setWebhookEndpoint(name, {
      url: `${targetUrl}/webhooks/${name}`,
      events: WEBHOOK_EVENTS[name],
    });
  }
  const target = stack.use(await startTarget({ ...common, port: targetPort, environment }, signal));

  const proxyOf = (fault: NetworkFault): GatewayProxy => {
    const proxy = proxies.get(fault.gateway);
    if (proxy !== undefined) return proxy;
    throw drillError('DRILL_FAULT_NOT_ARMED', {
      fault: fault.name,
      detail: `the scenario has no gateway ${fault.gateway}`,
    });
  };
  const audit = createServiceAudit(targetUrl, texts);
  let zeroEpochMs = 0;
  // The wall clock tells when zero was, the steady one how long ago: it can't be set back.
  let zeroSteadyMs = 0;
  const now = (): number => performance.now() - zeroSteadyMs;

  const arm = async (fault: ScheduledFault, leaseMs: number): Promise<void> => {
    switch (fault.layer) {
      case 'network':
        return proxyOf(fault).arm(fault);
      case 'gateway':
        return control.arm(fault, leaseMs);
      case 'process':
        return target.arm(fault);
      default:
        return assertNever(fault);
    }
  };
  const clear = async (fault: ScheduledFault): Promise<void> => {
    switch (fault.layer) {
      case 'network':
        return proxyOf(fault).clear(fault.name);
      case 'gateway':
        return control.clear(fault.name);
      case 'process':
        return target.clear(fault);
      default:
        return assertNever(fault);
    }
  };
  const clearAll = async (): Promise<void> => {
    await Promise.allSettled([
      control.clearAll(),
      toxiproxy.reset(),
      ...scenario.faults
        .filter((fault) => fault.layer === 'process')
        .map((fault) => target.clear(fault)),
    ]);
  };
  /** The gateway itself says when its fault met a request: nothing harmless could show more. */
  const proveByMeeting = async (faultName: string, until: AbortSignal): Promise<Proof> => {
    for (;;) {
      const met = await control.met(faultName).catch(() => null);
      if (met !== null && met > 0) return { isProved: true, detail: `met ${met} requests` };
      if (until.aborted || met === null) return { isProved: false, detail: 'met no request' };
      await pause(MET_EVERY_MS, until);
    }
  };

  return {
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
    arm,
    clear,
    clearAll,
    prove: async (fault, until) => {
      switch (fault.layer) {
        case 'network': {
          const { proved, detail, by } = await proxyOf(fault).probe(fault.name, { signal: until });
          return { isProved: proved, detail: `${by}: ${detail}` };
        }
        case 'gateway':
          return proveByMeeting(fault.name, until);
        case 'process':
          return target.prove(fault);
        default:
          return assertNever(fault);
      }
    },
    renewLeases: (leaseMs) => control.renewLeases(leaseMs),
    takeEvents: async () => {
      const events = [...load.take()];
      if (!target.canAnswer) return events;
      // What cannot be read now is read the next time, or at the end.
      const said = await audit.read(zeroEpochMs, AUDIT_MS).catch((): readonly RunEvent[] => []);
      for (const event of said) events.push(event);
      return events;
    },
    loadEnded: load.ended,
    stopLoad: () => load.stop(),
    unsettled: async () => {
      const [openPayments, gatewayWork] = await Promise.all([
        countOpenPayments(targetUrl),
        control.unsettled(),
      ]);
      return { openPayments, ...gatewayWork };
    },
    deliverWebhooks: () => control.deliverWebhooks(),
    readPayments: (orderIds, until) => readPayments(targetUrl, orderIds, until),
    collectRest: () =>
      collectEach([
        ['client', async () => [...load.take(), await load.end()]],
        ...scenario.gateways.map((gateway): Source => [
          `gateway:${gateway}`,
          async () => readEventStream(await control.events(gateway), zeroEpochMs, texts),
        ]),
        [
          'service',
          async () => {
            const rest = await audit.read(zeroEpochMs, LAST_AUDIT_MS);
            return audit.end === null ? rest : [...rest, audit.end];
          },
        ],
      ]),
    secrets: gateways.addresses.flatMap((address) =>
      Object.entries(address.environment).flatMap(([name, value]) =>
        /SECRET/.test(name) ? [value] : [],
      ),
    ),
    readLogs: async () => {
      const names = (await readdir(logDirectory)).filter((name) => name.endsWith('.log'));
      return Promise.all(
        names.map(async (name) => ({
          name,
          text: await readFile(join(logDirectory, name), 'utf8'),
        })),
      );
    },
  };
}

/** Starts in parallel; when one fails, those that came up are ended with the stack. */
async function allOrNone<Parts extends readonly AsyncDisposable[]>(
  stack: AsyncDisposableStack,
  starts: { readonly [Key in keyof Parts]: Promise<Parts[Key]> },
): Promise<Parts> {
  const settled = await Promise.allSettled(starts as readonly Promise<AsyncDisposable>[]);
  for (const each of settled) if (each.status === 'fulfilled') stack.use(each.value);
  return settled.map((each) => {
    if (each.status === 'fulfilled') return each.value;
    throw each.reason;
  }) as unknown as Parts;
}
