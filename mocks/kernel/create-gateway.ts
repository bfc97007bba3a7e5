import { createRandom, type PositionedStream } from '../../harness/core/random.ts';
import type { LedgerEntry } from '../../harness/core/events.ts';
import type { KeyRotation } from '../faults/faultable-gateway.ts';
import { createKeyRing } from '../keys/key-ring.ts';
import { BelievedLedger } from '../ledger/believed-ledger.ts';
import { MemoryLedger, type Balance } from '../ledger/memory-ledger.ts';
import { ArmedFaults } from './armed-faults.ts';
import { Chain } from './chain.ts';
import { ChangeHistory } from './change-history.ts';
import { Connections } from './connections.ts';
import { createGatewayApp } from './create-gateway-app.ts';
import type { GatewayBehaviour, OpenDialect } from './dialect.ts';
import { EventLog } from './event-log.ts';
import { findExchanges, findMovements, type LedgerFilter } from './find-events.ts';
import type { Gateway, GatewaySettings, Remembered } from './gateway.ts';
import { createIdSource } from './id-source.ts';
import { IdempotencyStore, type KeyEntry } from './idempotency-store.ts';
import { ObjectLocks } from './object-locks.ts';
import { Occurrences } from './occurrences.ts';
import { ownRates } from './own-rates.ts';
import type { GatewayParts } from './parts.ts';
import { RateLimiter } from './rate-limiter.ts';
import { settleWithFaults } from './settle-with-faults.ts';
import { settle } from './settlement.ts';
import { createMemoryShelf } from './shelf.ts';
import { createShiftedClock } from './shifted-clock.ts';
import { traitsOf } from './traits-of.ts';
import { WebhookFaults } from './webhook-faults.ts';
import type { WebhookMessage } from './webhook-rules.ts';
import { WebhookSender, type PendingWebhook } from './webhook-sender.ts';

/** Puts a dialect, its state, its faults and its HTTP app together. `listen` on `app`. */
export function createGateway(settings: GatewaySettings): Gateway {
  const { clock, seed, log, shelf = createMemoryShelf() } = settings;
  const { name } = settings.dialect;
  const behaviour = { ...USUAL_BEHAVIOUR, ...settings.behaviour };
  const { requestsPerSecond } = behaviour;
  const events = new EventLog(`gateway:${name}`);
  const streams = new Map<string, PositionedStream>();
  let isOpen = false;
  const random = createRandom(seed, `gateway:${name}`, (path, stream) => {
    // Later forks are made anew when they are needed, from their names alone.
    if (!isOpen) streams.set(path, stream);
  });
  const ids = createIdSource(random.fork('ids'));
  const stores = new Map<string, Map<string, unknown>>();
  const closed = new AbortController();
  /** Asked of the system once: links in answers name it thousands of times. */
  let baseUrl: string | null = null;
  const providerClock = createShiftedClock(clock);
  const truth = new MemoryLedger({
    nextEntryId: () => ids.next('entry_', 16),
    balances: shelf.open<Balance>('balances'),
    append: (entry) =>
      events.append<LedgerEntry>((source, seq) => ({
        ...entry,
        kind: 'ledger',
        t: clock.now(),
        source,
        seq,
      })),
  });

  const ledger = new BelievedLedger(truth);
  const opened: OpenDialect = settings.dialect.open({
    name,
    seed,
    clock: providerClock,
    callersNow: () => providerClock.now() - clock.advancedMs,
    random: random.fork('dialect'),
    ids,
    ledger,
    keys: settings.keys ?? createKeyRing(),
    behaviour,
    baseUrl: () => (baseUrl ??= addressOf(app)) ?? NOT_LISTENING,
    publish: (message: WebhookMessage) => sender.publish(message),
    hasEndpoint: () => sender.hasEndpoint,
    settled: (lines) => settleWithFaults(seed, faults, lines, clock.now()),
    closed: closed.signal,
    createStore: <Value>(store: string) => {
      if (stores.has(store)) throw new Error(`dialect ${name} has two stores "${store}"`);
      const created = shelf.open<Value>(`store:${store}`);
      stores.set(store, created);
      return created;
    },
  });

  const dialect: OpenDialect =
    requestsPerSecond === null
      ? opened
      : { ...opened, rates: ownRates(opened.errors, requestsPerSecond) };
  isOpen = true;

  const kept = shelf.open<PendingWebhook>('webhooks');
  const keys = new IdempotencyStore(shelf.open<KeyEntry>('keys', (entry) => entry.kept === null));
  const changes = new ChangeHistory(() => stores.values(), clock);
  const tries = new Occurrences(shelf.open<number>('tries'));
  const faults = new ArmedFaults(
    {
      expireTokens: () => dialect.expireTokens(),
      forgetKeys: () => keys.forget(),
      shiftClock: (byMs) => {
        providerClock.shift(byMs);
        dialect.onClockMoved?.();
      },
      rotateKeys: (to) => rotate(to),
      rememberChanges: (isOn) => (isOn ? changes.start() : changes.stop()),
    },
    () => clock.now(),
    tries,
  );
  const sender = new WebhookSender({
    rules: dialect.webhooks,
    clock,
    providerClock,
    events,
    log,
    kept,
    faults: new WebhookFaults({ seed, clock, faults }),
    hosts: settings.webhookHosts ?? [],
  });
  const parts: GatewayParts = {
    name,
    seed,
    dialect,
    clock,
    providerClock,
    faults,
    keys,
    locks: new ObjectLocks(),
    rates: behaviour.limitsRates || requestsPerSecond !== null ? new RateLimiter() : null,
    events,
    occurrences: new Occurrences(shelf.open<number>('occurrences')),
    ledger,
    changes,
    connections: new Connections(),
    webhooks: sender,
    tally: { inFlight: 0, detached: 0, held: new Chain() },
    log,
  };
  const app = createGatewayApp(parts);
  clock.onAdvanced(() => dialect.onClockMoved?.());

  /** By hand; a fault that rotates chooses its own generation. */
  let rotations = 0;
  let rotation: KeyRotation | null = null;
  const lasting = (): Pick<Remembered, 'rotation' | 'faults'> => ({
    rotation,
    faults: faults.remembered(),
  });
  /** What is saved after the end, which clears the faults. */
  let atEnd: ReturnType<typeof lasting> | null = null;
  const rotate = (to: KeyRotation | null): void => {
    rotation = to;
    dialect.rotateKeys?.(to);
  };
  const endHeld = (): void => {
    for (const held of parts.tally.held.list()) held.stop();
  };

  const findLedger = (filter: LedgerFilter): readonly LedgerEntry[] => {
    const inMemory = findMovements(events.events, filter);
    const limit = filter.limit - inMemory.length;
    const older =
      limit > 0
        ? shelf.findLedger({ ...filter, limit }, events.events[0]?.seq ?? events.count)
        : [];
    return [...inMemory, ...older];
  };
  const ledgerEntries = (): readonly LedgerEntry[] => findLedger({ limit: Infinity }).toReversed();

  return {
    name,
    app,
    environment: dialect.environment,
    faults,
    traits: traitsOf(dialect),
    events: events.events,
    onEvent: (listener) => events.listen(listener),
    eventCount: () => events.count,
    letGoOfEvents: (keep) => events.trim(keep),
    ledger: ledgerEntries,
    findLedger,
    journal: (limit) => findExchanges(events.events, { limit }).toReversed(),
    findExchanges: (filter) => findExchanges(events.events, filter),
    expireTokens: () => dialect.expireTokens(),
    rotateKeys: () => {
      rotations += 1;
      rotate({ generation: rotations, keepsFormer: true });
    },
    setWebhookEndpoint: (url, types = null) => sender.setEndpoint(url, types),
    webhookEndpoint: () => sender.endpoint,
    pendingWebhooks: () => sender.list(),
    deliverWebhooks: (withinMs) => sender.deliverNow(withinMs),
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
        : rules.render(
            settleWithFaults(seed, faults, settle(rules, ledgerEntries(), period), clock.now()),
            period,
          );
    },
    remembered: () => ({
      random: Object.fromEntries(
        Array.from(streams, ([path, stream]) => [path, stream.position()]),
      ),
      webhooks: sender.endpoint,
      events: events.count,
      rotations,
      ...(atEnd ?? lasting()),
    }),
    resume: (remembered, tail) => {
      for (const [path, position] of Object.entries(remembered.random)) {
        streams.get(path)?.moveTo(position);
      }
      events.resume(tail, remembered.events);
      sender.setEndpoint(remembered.webhooks.url, remembered.webhooks.types);
      rotations = remembered.rotations ?? 0;
      rotate(remembered.rotation ?? null);
      faults.resume(remembered.faults ?? []);
    },
    resumeWebhooks: () => sender.resume(),
    reset: () => {
      endHeld();
      faults.clearAll();
      sender.clear();
      parts.locks.clear();
      parts.keys.clear();
      parts.rates?.clear();
      parts.occurrences.clear();
      tries.clear();
      changes.clear();
      for (const store of stores.values()) store.clear();
      rotations = 0;
      rotate(null);
      ledger.clear();
      events.clear();
    },
    close: async () => {
      atEnd = lasting();
      closed.abort();
      endHeld();
      faults.clearAll();
      parts.locks.clear();
      sender.close();
      await app.close();
    },
  };
}

const USUAL_BEHAVIOUR: GatewayBehaviour = {
  isLenient: false,
  limitsRates: false,
  requestsPerSecond: null,
  modificationDelayMs: null,
};

const NOT_LISTENING = 'http://127.0.0.1';

function addressOf(app: Gateway['app']): string | null {
  const address = app.server.address();
  if (address === null || typeof address === 'string') return null;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
