import type { PaydrillError } from '../../core/errors.ts';
import type { RunEvent } from '../../core/events.ts';
import type { Order } from '../../core/order.ts';
import { PROVIDERS } from '../../core/outcome.ts';
import { phaseStarts, type ScheduledFault } from '../../core/scenario.ts';
import { countOpenPayments, readPayments } from '../../drill/serving/client-for-target.ts';
import { collectEach, type Source } from '../../drill/serving/collect.ts';
import { handsOn, type FaultProxy } from '../../drill/serving/fault-hands.ts';
import { pause } from '../../drill/serving/pause.ts';
import { proveItCanStop } from '../../drill/serving/prove-stop.ts';
import { readEventStream } from '../../drill/serving/read-events.ts';
import { SharedTexts } from '../../drill/serving/shared-texts.ts';
import { createServiceAudit } from '../../drill/serving/service-audit.ts';
import { WEBHOOK_EVENTS } from '../../drill/serving/webhook-events.ts';
import type { DrillPlan, Rig, World } from '../../drill/world.ts';
import type { WorldControls } from '../world/controls.ts';
import { createCustomers } from './customers.ts';
import { controlAll, startGateway, type VirtualGateway } from './gateways.ts';
import { createLinkProxy } from './link-proxy.ts';
import { TARGET, TARGET_PORT, targetUrl } from './target-program.ts';
import { startTarget } from './virtual-target.ts';

/** A run of a campaign is short, and its thread plays hundreds. */
const TEXT_SLOTS = 2 ** 12;
const AUDIT = { deadlineMs: 1_500 };
const SILENCE_MS = 60_000;
const LAST_AUDIT = { silenceMs: SILENCE_MS };
/** Every file of a run tells its times from a whole second. */
const SECOND_MS = 1_000;

/**
 * The world of a simulated drill, seen from inside: the conductor is one of its processes, so that
 * each of its steps takes virtual time as a live one takes real time.
 */
export function createSimulatedWorld(
  world: WorldControls,
  arrivalOf: (order: Order) => number,
  targetModule: string | null,
): World {
  return { name: 'simulated', start: (plan) => startRig(world, plan, { arrivalOf, targetModule }) };
}

interface RigOptions {
  readonly arrivalOf: (order: Order) => number;
  /** The address of a module instead of the reference service. */
  readonly targetModule: string | null;
}

async function startRig(
  world: WorldControls,
  plan: DrillPlan,
  { arrivalOf, targetModule }: RigOptions,
): Promise<Rig> {
  const { scenario, seed } = plan;
  const death = Promise.withResolvers<PaydrillError>();
  world.takeOutput();
  const gateways: VirtualGateway[] = [];
  const proxies = new Map<string, FaultProxy>();
  const environment: Record<string, string> = {
    PAYDRILL_POLICY: JSON.stringify(scenario.policy),
    PAYDRILL_GATEWAYS: scenario.gateways.join(','),
    PAYDRILL_STORE: '/disk/service.sqlite',
    PAYDRILL_SEED: String(seed),
    LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
    PORT: String(TARGET_PORT),
  };
  // In one order, whichever is asked first: a thread keeps its modules, and they know their process.
  for (const name of PROVIDERS.filter((known) => scenario.gateways.includes(known))) {
    const gateway = await startGateway(world, seed, name);
    gateways.push(gateway);
    proxies.set(name, createLinkProxy(world, TARGET, gateway.process));
    Object.assign(environment, gateway.environment, {
      [`${name.toUpperCase()}_BASE_URL`]: gateway.baseUrl,
    });
    await gateway.control.setWebhookEndpoint(name, {
      url: `${targetUrl}/webhooks/${name}`,
      events: WEBHOOK_EVENTS[name],
    });
  }
  const target = await startTarget(world, { environment, module: targetModule }, death.resolve);
  const control = controlAll(gateways);
  const texts = new SharedTexts(TEXT_SLOTS);
  const load = createCustomers({
    targetUrl,
    orders: plan.orders,
    arrivalOf,
    texts,
    loadEndMs: phaseStarts(scenario.timeline).loadEndMs,
  });
  const hands = (fault: ScheduledFault) => handsOn(fault, { proxies, control, target });
  const audit = createServiceAudit(targetUrl, texts);
  let zeroEpochMs = 0;
  let zeroMs = 0;
  // Whole microseconds, as the events of a live run have.
  const now = (): number => Math.round((world.nowMs() - zeroMs) * 1000) / 1000;

  return {
    versions: {},
    broken: death.promise,
    proveItCanStop: () => proveItCanStop(scenario.gateways, proxies, control),
    releaseLoad: async (signal) => {
      await pause(SECOND_MS - (world.nowMs() % SECOND_MS), signal);
      zeroMs = world.nowMs();
      zeroEpochMs = load.release();
    },
    get zeroEpochMs() {
      return zeroEpochMs;
    },
    now,
    waitUntil: (t, signal) => pause(t - now(), signal),
    arm: (fault, leaseMs) => hands(fault).arm(leaseMs),
    clear: (fault) => hands(fault).clear(),
    met: ({ layer, name }) => (layer === 'network' ? world.met(name) : null),
    clearAll: async () => {
      await control.clearAll();
      for (const fault of scenario.faults) {
        if (fault.layer === 'network') await proxies.get(fault.gateway)?.clear(fault.name);
        if (fault.layer === 'process') await target.clear(fault);
      }
    },
    prove: (fault, until) => hands(fault).prove(until),
    renewLeases: (leaseMs) => control.renewLeases(leaseMs),
    takeEvents: async () => {
      const events = [...load.take()];
      if (!target.canAnswer) return events;
      // What cannot be read now is read the next time, or at the end.
      const said = await audit.read(zeroEpochMs, AUDIT).catch((): readonly RunEvent[] => []);
      for (const event of said) events.push(event);
      return events;
    },
    loadEnded: load.ended,
    stopLoad: async () => load.stop(),
    unsettled: async () => ({
      openPayments: await countOpenPayments(targetUrl),
      ...(await control.unsettled()),
    }),
    deliverWebhooks: () => control.deliverWebhooks(),
    readPayments: (orderIds, signal) => readPayments(targetUrl, orderIds, signal),
    collectRest: () =>
      collectEach([
        ['client', async () => [...load.take(), load.end()]],
        ...gateways.map((gateway): Source => [
          `gateway:${gateway.name}`,
          async () =>
            readEventStream(
              await gateway.control.events(gateway.name, SILENCE_MS),
              zeroEpochMs,
              texts,
            ),
        ]),
        [
          'service',
          async () => {
            const rest = await audit.read(zeroEpochMs, LAST_AUDIT).catch((cause: unknown) => {
              throw stillWaiting(world, cause);
            });
            return audit.end === null ? rest : [...rest, audit.end];
          },
        ],
      ]),
    secrets: gateways.flatMap((gateway) =>
      Object.entries(gateway.environment).flatMap(([name, value]) =>
        /SECRET/.test(name) ? [value] : [],
      ),
    ),
    readLogs: async () => logsOf(world),
    // The world is reset as a whole.
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Whoever does not answer at the end waits for something. */
function stillWaiting(world: WorldControls, cause: unknown): Error {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new Error(`${detail}. ${world.inspect(TARGET).pending}`, { cause });
}

function logsOf(world: WorldControls): readonly { readonly name: string; readonly text: string }[] {
  const texts = new Map<string, string[]>();
  for (const { process, text } of world.takeOutput()) {
    const lines = texts.get(process) ?? [];
    texts.set(process, lines);
    lines.push(text);
  }
  return [...texts].map(([name, lines]) => ({ name: `${name}.log`, text: lines.join('\n') }));
}
