import type { FastifyBaseLogger } from 'fastify';
import type { Seed } from '../../harness/core/ids.ts';
import type { ArmedFaults } from './armed-faults.ts';
import type { Clock } from './clock.ts';
import type { OpenDialect } from './dialect.ts';
import type { EventLog } from './event-log.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import type { Occurrences } from './occurrences.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** What the handling of every request of one gateway shares. */
export interface GatewayParts {
  readonly seed: Seed;
  readonly dialect: OpenDialect;
  readonly clock: Clock;
  readonly faults: ArmedFaults;
  readonly keys: IdempotencyStore;
  /** Null where the provider's limits are not enforced. */
  readonly rates: RateLimiter | null;
  readonly events: EventLog;
  readonly occurrences: Occurrences;
  readonly tally: Tally;
  readonly log: FastifyBaseLogger;
}

/** What is under way. */
export interface Tally {
  inFlight: number;
  detached: number;
  /** One for each request that met a fault; aborted to end it. */
  readonly held: Set<AbortController>;
}
