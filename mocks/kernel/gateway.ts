import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Exchange, GatewayEvent, LedgerEntry } from '../../harness/core/events.ts';
import type { Seed } from '../../harness/core/ids.ts';
import type { GatewayName } from '../../harness/core/outcome.ts';
import type { RandomPosition } from '../../harness/core/random.ts';
import type { FaultableGateway, GatewayTrait } from '../faults/fault.ts';
import type { KeyRotation } from '../faults/faultable-gateway.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { ArmedFaults } from './armed-faults.ts';
import type { MovableClock } from './clock.ts';
import type { RememberedFault } from './remembered-fault.ts';
import type { Dialect, GatewayBehaviour } from './dialect.ts';
import type { JournalFilter, LedgerFilter } from './find-events.ts';
import type { SettlementFile, SettlementPeriod } from './settlement.ts';
import type { Shelf } from './shelf.ts';
import type { PendingWebhook } from './webhook-sender.ts';

// One running gateway, as the control API and main.ts hold it.

export interface Gateway extends Pick<FaultableGateway, 'expireTokens'> {
  /** Puts a new key in the place of the one that the provider signs with. No-op without keys. */
  rotateKeys(): void;
  readonly name: GatewayName;
  /** The provider's HTTP API; `listen` on it. */
  readonly app: FastifyInstance;
  /** Test credentials, as environment variables of the target. */
  readonly environment: Readonly<Record<string, string>>;
  readonly faults: ArmedFaults;
  /** What faults that need something find here. */
  readonly traits: readonly GatewayTrait[];
  /**
   * Everything that happened, in order, with `seq` from 0; grows in place. Where `letGoOfEvents` is
   * called, the oldest are missing.
   */
  readonly events: readonly GatewayEvent[];
  /** Events so far, those that were let go included. */
  eventCount(): number;
  /** Keeps the newest in memory alone. Ledger entries have to be on the shelf by then. */
  letGoOfEvents(keep: number): void;
  /** Calls the listener after each new event until the returned function is called. */
  onEvent(listener: (event: GatewayEvent) => void): () => void;
  ledger(): readonly LedgerEntry[];
  /** The newest movements that fit, newest first. */
  findLedger(filter: LedgerFilter): readonly LedgerEntry[];
  /** The newest exchanges, oldest of them first. */
  journal(limit: number): readonly Exchange[];
  /** The newest exchanges in memory that fit, newest first. */
  findExchanges(filter: JournalFilter): readonly Exchange[];
  status(): GatewayStatus;
  /** The provider's own account of a period; null where its dialect has none. */
  settlement(period: SettlementPeriod): SettlementFile | null;
  /**
   * Where webhooks go; null stops deliveries, and events published meanwhile are not kept. With
   * `types` only those events are sent, as merchants choose them with every provider.
   */
  setWebhookEndpoint(url: string | null, types?: readonly string[] | null): void;
  webhookEndpoint(): WebhookEndpoint;
  /** Webhooks that were not accepted yet and have a try left, the oldest first. */
  pendingWebhooks(): readonly PendingWebhook[];
  /** Tries every webhook that waits for its next try now; resolves when those tries ended. */
  deliverWebhooks(
    withinMs?: number,
  ): Promise<{ readonly delivered: number; readonly failed: number }>;
  /** What it remembers besides the records on its shelf. */
  remembered(): Remembered;
  /**
   * Goes on where a gateway of the same seed ended, whose records are on the shelf already.
   *
   * @param tail its newest events
   */
  resume(remembered: Remembered, tail: readonly GatewayEvent[]): void;
  /** Takes up the deliveries that were pending then. It has to listen already. */
  resumeWebhooks(): void;
  /** Forgets payments, keys, tokens, webhooks and events, and clears every fault. `seq` is 0 again. */
  reset(): void;
  /** Ends held requests and deliveries, then the app. */
  close(): Promise<void>;
}

export interface WebhookEndpoint {
  readonly url: string | null;
  readonly types: readonly string[] | null;
}

/** Plain data. */
export interface Remembered {
  /** Where each stream of chance stands, by its path. */
  readonly random: Readonly<Record<string, RandomPosition>>;
  readonly webhooks: WebhookEndpoint;
  /** Events so far. */
  readonly events: number;
  /** How often the keys were rotated by hand. Left out, as the rest, by earlier versions. */
  readonly rotations?: number;
  /** What signs now; null: the keys that it began with. The keys themselves are in the key ring. */
  readonly rotation?: KeyRotation | null;
  /** The one armed first first. */
  readonly faults?: readonly RememberedFault[];
}

export interface GatewayStatus {
  readonly name: GatewayName;
  /** Requests that are being handled. */
  readonly inFlight: number;
  /** Requests that were answered, or whose connection is gone, and that may still take effect. */
  readonly detached: number;
  /** Webhooks that were not accepted yet and have a try left. */
  readonly pendingWebhooks: number;
  readonly payments: number;
}

export interface GatewaySettings {
  readonly dialect: Dialect;
  readonly seed: Seed;
  /** Shared by the gateways of a process. */
  readonly clock: MovableClock;
  readonly log: FastifyBaseLogger;
  /** Left out: keys are made and kept in memory. */
  readonly keys?: KeyRing;
  /** Left out: everything stays in memory. */
  readonly shelf?: Shelf;
  /** Hosts besides this machine that callers may have webhooks sent to; left out: none. */
  readonly webhookHosts?: readonly string[];
  /** Left out: as the provider behaves, without rate limits. */
  readonly behaviour?: Partial<GatewayBehaviour>;
}
