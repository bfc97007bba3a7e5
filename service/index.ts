import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ProviderName } from '../harness/core/outcome.ts';
import type { Policy } from '../harness/core/policy.ts';
import { createRandom } from '../harness/core/random.ts';
import { createServer } from './api/server.ts';
import { serviceError } from './errors.ts';
import { createPayments, type Payments } from './payments/payments.ts';
import type { Provider, Tools } from './payments/tools.ts';
import type { ProviderAdapter } from './providers/adapter.ts';
import { startReconciler, type Reconciler } from './reconcile/reconciler.ts';
import { createGuard } from './resilience/guard.ts';
import { createRetryBudget } from './resilience/retry-budget.ts';
import { orAfter } from './resilience/sleep.ts';
import { openStore, type Store } from './store/store.ts';
import { createVault } from './store/vault.ts';

export interface ServiceOptions {
  readonly policy: Policy;
  /** In routing order. */
  readonly adapters: ReadonlyMap<ProviderName, ProviderAdapter>;
  /** An SQLite file, or `:memory:`. */
  readonly storePath: string;
  /** For jitter. */
  readonly seed: number;
  readonly logger: Logger;
  /** A commit failed: nothing is sent or told any more, and the process should end. */
  readonly onBroken?: (error: unknown) => void;
  /** How long calls and customers that are waiting may take to end when the service is stopped. */
  readonly graceMs?: number;
}

const GRACE_MS = 3_000;

/**
 * Connections that may wait to be accepted while the event loop is busy: Node's 511 are a second
 * of new customers, and whoever finds no place is only heard when he knocks again, after 1, 3 and
 * 7 s. The kernel cuts it to what it allows (net.core.somaxconn).
 */
const BACKLOG = 4096;

/** A payment service that has taken up what its store left open. Disposing it ends it gracefully. */
export interface Service extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly payments: Payments;
  readonly store: Store;
  readonly reconciler: Reconciler;
  /** @throws SERVICE_PORT_UNUSABLE */
  listen(host: string, port: number): Promise<string>;
}

/** @throws SERVICE_STORE_UNUSABLE */
export function createService(options: ServiceOptions): Service {
  const { policy, adapters, logger } = options;
  const store = openStore(options.storePath, (error) => {
    logger.fatal({ err: error }, 'the store is broken');
    options.onBroken?.(error);
  });
  const random = createRandom(options.seed, 'service');
  const stopping = new AbortController();
  const providers = new Map<ProviderName, Provider>();
  for (const [name, adapter] of adapters) {
    const guard = createGuard({
      policy,
      stopped: stopping.signal,
      onBreaker: (state) => {
        logger.warn({ provider: name, state }, 'breaker changed');
        store.audit([{ kind: 'breaker', t: Date.now(), provider: name, state }]);
      },
    });
    providers.set(name, { adapter, guard });
  }
  const tools: Tools = {
    policy,
    providers,
    store,
    vault: createVault(store),
    budget: createRetryBudget(policy.retry.budget),
    random: random.fork('backoff'),
    logger,
    stopped: stopping.signal,
  };
  const payments = createPayments(tools);
  const recovered = payments.recover();
  store.audit([{ kind: 'service-started', t: Date.now(), recovered }]);
  const reconciler = startReconciler(
    payments,
    policy.reconcile.intervalMs,
    random.fork('reconciler'),
    stopping.signal,
  );
  if (recovered > 0) {
    logger.warn({ recovered }, 'payments of an earlier process taken up');
    void reconciler.runRound();
  }
  const app = createServer({ adapters, payments, store, logger });

  const stop = async (): Promise<void> => {
    const closing = app.close();
    // What is in flight may end by itself; what does not is unknown in the store already.
    await orAfter(Promise.all([closing, payments.idle()]), options.graceMs ?? GRACE_MS);
    stopping.abort();
    await reconciler[Symbol.asyncDispose]();
    await payments.idle();
    app.server.closeAllConnections();
    await closing;
    store[Symbol.dispose]();
  };
  let stopped: Promise<void> | null = null;
  return {
    app,
    payments,
    store,
    reconciler,
    listen: async (host, port) => {
      try {
        return await app.listen({ host, port, backlog: BACKLOG });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw serviceError('SERVICE_PORT_UNUSABLE', { host, port, reason }, { cause: error });
      }
    },
    [Symbol.asyncDispose]: () => (stopped ??= stop()),
  };
}
