import type { FastifyBaseLogger } from 'fastify';
import type { Seed } from '../../harness/core/ids.ts';
import type { GatewayName } from '../../harness/core/outcome.ts';
import type { BelievedLedger } from '../ledger/believed-ledger.ts';
import type { ArmedFaults } from './armed-faults.ts';
import type { Chain } from './chain.ts';
import type { ChangeHistory } from './change-history.ts';
import type { Clock } from './clock.ts';
import type { Connections } from './connections.ts';
import type { OpenDialect } from './dialect.ts';
import type { EventLog } from './event-log.ts';
import type { HeldRequest } from './held-request.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import type { Occurrences } from './occurrences.ts';
import type { ObjectLocks } from './object-locks.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** What the handling of every request of one gateway shares. */
export interface GatewayParts {
  readonly name: GatewayName;
  readonly seed: Seed;
  readonly dialect: OpenDialect;
  readonly clock: Clock;
  /** The clock that the provider goes by: that of answers, webhooks and checks. */
  readonly providerClock: Pick<Clock, 'now'>;
  readonly faults: ArmedFaults;
  readonly keys: IdempotencyStore;
  /** Null where the provider's limits are not enforced. */
  readonly rates: RateLimiter | null;
  readonly locks: ObjectLocks;
  readonly events: EventLog;
  readonly occurrences: Occurrences;
  readonly ledger: BelievedLedger;
  readonly changes: ChangeHistory;
  readonly connections: Connections;
  readonly webhooks: Pick<WebhookSender, 'publishWith'>;
  readonly tally: Tally;
  readonly log: FastifyBaseLogger;
}

/** What is under way. */
export interface Tally {
  inFlight: number;
  detached: number;
  /** The requests that met a fault. */
  readonly held: Chain<HeldRequest>;
}
