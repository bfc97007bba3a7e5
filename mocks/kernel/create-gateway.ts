import { createRandom } from '../../harness/core/random.ts';
import type { Exchange, LedgerEntry } from '../../harness/core/events.ts';
import { createKeyRing } from '../keys/key-ring.ts';
import { MemoryLedger } from '../ledger/memory-ledger.ts';
import { ArmedFaults } from './armed-faults.ts';
import { createGatewayApp } from './create-gateway-app.ts';
import type { OpenDialect } from './dialect.ts';
import { EventLog } from './event-log.ts';
import type { Gateway, GatewaySettings } from './gateway.ts';
import { createIdSource } from './id-source.ts';
import { IdempotencyStore } from './idempotency-store.ts';
import { Occurrences } from './occurrences.ts';
import type { GatewayParts } from './parts.ts';
import { RateLimiter } from './rate-limiter.ts';
import { settle } from './settlement.ts';
import type { WebhookMessage } from './webhook-rules.ts';
import { WebhookSender } from './webhook-sender.ts';

/** Puts a dialect, its state, its faults and its HTTP app together. `listen` on `app`. */
export function createGateway(settings: GatewaySettings): Gateway {
  const { clock, seed, log, keys = createKeyRing() } = settings;
  const { name } = settings.dialect;
  const behaviour = { isLenient: false, limitsRates: false, ...settings.behaviour };
  const events = new EventLog(`gateway:${name}`);
  const random = createRandom(seed, `gateway:${name}`);
  const ids = createIdSource(random.fork('ids'));
  const stores = new Map<string, Map<string, unknown>>();
  const closed = new AbortController();
  /** Asked of the system once: links in answers name it thousands of times. */
  let baseUrl: string | null = null;
  const ledger = new MemoryLedger({
    nextEntryId: () => ids.next('entry_', 16),
    append: (entry) => events.append<LedgerEntry>({ ...entry, kind: 'ledger', t: clock.now() }),
  });

  const dialect: OpenDialect = settings.dialect.open({
    name,
    seed,
    clock,
    callersNow: () => clock.now() - clock.advancedMs,
    random: random.fork('dialect'),
    ids,
    ledger,
    keys,
    behaviour,
    baseUrl: () => (baseUrl ??= addressOf(app)) ?? NOT_LISTENING,
    publish: (message: WebhookMessage) => sender.publish(message),
    closed: closed.signal,
    createStore: <Value>(store: string) => {
      if (stores.has(store)) throw new Error(`dialect ${name} has two stores "${store}"`);
      const created = new Map<string, Value>();
      stores.set(store, created);
      return created;
    },
  });

  const sender = new WebhookSender({ rules: dialect.webhooks, clock, events, log });
  const faultable = {
    expireTokens: () => dialect.expireTokens(),
    rotateKeys: () => dialect.rotateKeys?.(),
  };
  const faults = new ArmedFaults(faultable);
  const parts: GatewayParts = {
    seed,
    dialect,
    clock,
    faults,
    keys: new IdempotencyStore(),
    rates: behaviour.limitsRates ? new RateLimiter() : null,
    events,
    occurrences: new Occurrences(),
    tally: { inFlight: 0, detached: 0, held: new Set() },
    log,
  };
  const app = createGatewayApp(parts);
  clock.onAdvanced(() => dialect.onClockMoved?.());

  const endHeld = (): void => {
    for (const stopped of parts.tally.held) stopped.abort();
  };

  const ledgerEntries = (): readonly LedgerEntry[] =>
    events.events.filter((event) => event.kind === 'ledger');

  return {
    name,
    app,
    environment: dialect.environment,
    faults,
    events: events.events,
    onEvent: (listener) => events.listen(listener),
    ledger: ledgerEntries,
    journal: (limit) => newestExchanges(events, limit),
    ...faultable,
    setWebhookEndpoint: (url, types = null) => sender.setEndpoint(url, types),
    deliverWebhooks: () => sender.deliverNow(),
    status: () => ({
      name,
      inFlight: parts.tally.inFlight,
      detached: parts.tally.detached + (dialect.countPending?.() ?? 0),
      pendingWebhooks: sender.pending,
      payments: dialect.countPayments(),
    }),
    settlement: (period) => {
      const rules = dialect.settlement;
      return rules === undefined
        ? null
        : rules.render(settle(rules, ledgerEntries(), period), period);
    },
    reset: () => {
      endHeld();
      faults.clearAll();
      sender.clear();
      parts.keys.clear();
      parts.rates?.clear();
      parts.occurrences.clear();
      for (const store of stores.values()) store.clear();
      ledger.clear();
      events.clear();
    },
    close: async () => {
      closed.abort();
      endHeld();
      faults.clearAll();
      sender.close();
      await app.close();
    },
  };
}

function newestExchanges(log: EventLog, limit: number): readonly Exchange[] {
  const found: Exchange[] = [];
  for (let index = log.events.length - 1; index >= 0 && found.length < limit; index -= 1) {
    const event = log.events[index];
    if (event?.kind === 'exchange') found.push(event);
  }
  return found.reverse();
}

const NOT_LISTENING = 'http://127.0.0.1';

function addressOf(app: Gateway['app']): string | null {
  const address = app.server.address();
  if (address === null || typeof address === 'string') return null;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
