import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Exchange, GatewayEvent, LedgerEntry } from '../../harness/core/events.ts';
import type { Seed } from '../../harness/core/ids.ts';
import type { GatewayName } from '../../harness/core/outcome.ts';
import type { FaultableGateway } from '../faults/fault.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { ArmedFaults } from './armed-faults.ts';
import type { MovableClock } from './clock.ts';
import type { Dialect, GatewayBehaviour } from './dialect.ts';
import type { SettlementFile, SettlementPeriod } from './settlement.ts';

// One running gateway, as the control API and main.ts hold it.

export interface Gateway extends FaultableGateway {
  readonly name: GatewayName;
  /** The provider's HTTP API; `listen` on it. */
  readonly app: FastifyInstance;
  /** Test credentials, as environment variables of the target. */
  readonly environment: Readonly<Record<string, string>>;
  readonly faults: ArmedFaults;
  /** Everything that happened, in order, with `seq` from 0; grows in place. */
  readonly events: readonly GatewayEvent[];
  /** Calls the listener after each new event until the returned function is called. */
  onEvent(listener: (event: GatewayEvent) => void): () => void;
  ledger(): readonly LedgerEntry[];
  /** The newest exchanges, oldest of them first. */
  journal(limit: number): readonly Exchange[];
  status(): GatewayStatus;
  /** The provider's own account of a period; null where its dialect has none. */
  settlement(period: SettlementPeriod): SettlementFile | null;
  /**
   * Where webhooks go; null stops deliveries, and events published meanwhile are not kept. With
   * `types` only those events are sent, as merchants choose them with every provider.
   */
  setWebhookEndpoint(url: string | null, types?: readonly string[] | null): void;
  /** Tries every webhook that waits for its next try now; resolves when those tries ended. */
  deliverWebhooks(): Promise<{ readonly delivered: number; readonly failed: number }>;
  /** Forgets payments, keys, tokens, webhooks and events, and clears every fault. `seq` is 0 again. */
  reset(): void;
  /** Ends held requests and deliveries, then the app. */
  close(): Promise<void>;
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
  /** Left out: as the provider behaves, without rate limits. */
  readonly behaviour?: Partial<GatewayBehaviour>;
}
