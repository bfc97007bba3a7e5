import { join } from 'node:path';
import type { FoundTarget } from '../../config/index.ts';
import type { PaydrillError } from '../../core/errors.ts';
import { WEBHOOK_EVENTS } from '../../drill/serving/webhook-events.ts';
import type { DrillPlan } from '../../drill/world.ts';
import type { Watchdog } from '../processes/index.ts';
import { startToxiproxy, type GatewayProxy, type RunningToxiproxy } from '../toxiproxy/index.ts';
import { allOrNone } from './all-or-none.ts';
import { startGateways, type Gateways } from './gateways.ts';
import { startTarget, type Target } from './target.ts';

export interface ServingOptions {
  readonly plan: DrillPlan;
  readonly toxiproxy: { readonly path: string; readonly version: string };
  /** Null: the reference service. */
  readonly target: FoundTarget | null;
  readonly targetPort: number;
  /** Where the service keeps its store; removed after the run. */
  readonly workDirectory: string;
  readonly logDirectory: string;
  readonly watchdog: Watchdog;
  readonly onDeath: (error: PaydrillError) => void;
}

/** All that customers meet, directly or behind the service. */
export interface ServingSide extends AsyncDisposable {
  readonly gateways: Gateways;
  readonly toxiproxy: RunningToxiproxy;
  readonly proxies: ReadonlyMap<string, GatewayProxy>;
  readonly target: Target;
}

const READY_MS = 15_000;

/** Gateways, Toxiproxy with a proxy for each, then the service with the proxied addresses. */
export async function startServingSide(
  options: ServingOptions,
  signal: AbortSignal,
): Promise<ServingSide> {
  const { plan, targetPort, workDirectory, logDirectory, watchdog, onDeath } = options;
  const { scenario, seed } = plan;
  const common = { logDirectory, guard: watchdog, onDeath };
  // Everything that was started is ended in reverse order when a later step fails.
  await using starting = new AsyncDisposableStack();
  const [gateways, toxiproxy] = await allOrNone(starting, [
    startGateways({ ...common, seed, gateways: scenario.gateways }, signal),
    startToxiproxy({ ...common, binary: options.toxiproxy, deadlineMs: READY_MS, signal }),
  ]);
  watchdog.watchControl(gateways.control);
  watchdog.watchToxiproxy(toxiproxy.url);

  const proxies = new Map<string, GatewayProxy>();
  const environment: Record<string, string> = {
    PAYDRILL_POLICY: JSON.stringify(scenario.policy),
    PAYDRILL_GATEWAYS: scenario.gateways.join(','),
    PAYDRILL_STORE: join(workDirectory, 'service.sqlite'),
    PAYDRILL_SEED: String(seed),
    LOG_LEVEL: 'info',
  };
  for (const { name, baseUrl, environment: credentials } of gateways.addresses) {
    const proxy = await toxiproxy.createProxy({ name, upstreamUrl: baseUrl });
    proxies.set(name, proxy);
    Object.assign(environment, credentials, { [`${name.toUpperCase()}_BASE_URL`]: proxy.url });
    await gateways.control.setWebhookEndpoint(name, {
      url: `http://127.0.0.1:${targetPort}/webhooks/${name}`,
      events: WEBHOOK_EVENTS[name],
    });
  }
  const target = starting.use(
    await startTarget({ ...common, found: options.target, port: targetPort, environment }, signal),
  );
  const running = starting.move();
  return {
    gateways,
    toxiproxy,
    proxies,
    target,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
