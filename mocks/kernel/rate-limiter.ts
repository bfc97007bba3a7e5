import type { Answer } from './answer.ts';
import type { GatewayRequest } from './request.ts';

/** A documented limit on how often something may be asked. */
export interface RateLimit {
  /** Why a request was refused, in the provider's words. */
  readonly name: string;
  /** Requests with the same key share the limit. */
  readonly key: string;
  readonly perSecond: number;
  /** How many may come at once after a pause. */
  readonly burst: number;
}

/** A provider's limits and its no; enforced only where the gateway's user asked for it. */
export interface RateRules {
  /** @param route the route's path as it is declared, with its `:names` */
  limitsOf(request: GatewayRequest, route: string): readonly RateLimit[];
  /** @param waitMs until the same request would be let in */
  refuse(limit: RateLimit, waitMs: number): Answer;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
  readonly perSecond: number;
  readonly burst: number;
}

export type RateVerdict =
  | { readonly kind: 'within' }
  | { readonly kind: 'exceeded'; readonly limit: RateLimit; readonly waitMs: number };

const WITHIN: RateVerdict = { kind: 'within' };
/** So many keys are kept before those are forgotten whose bucket is full again. */
const SWEPT_ABOVE = 10_000;

/**
 * Token buckets by key: each starts full, gives one token a request and is refilled all the time. A
 * request is taken from all of its buckets or, where one is empty, from none.
 */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  #sweptAbove = SWEPT_ABOVE;

  take(limits: readonly RateLimit[], nowMs: number): RateVerdict {
    const buckets = limits.map((limit) => this.#fill(limit, nowMs));
    for (const [index, limit] of limits.entries()) {
      const tokens = buckets[index]?.tokens ?? 0;
      if (tokens >= 1) continue;
      const waitMs = Math.ceil(((1 - tokens) / limit.perSecond) * 1000);
      return { kind: 'exceeded', limit, waitMs };
    }
    for (const bucket of buckets) bucket.tokens -= 1;
    return WITHIN;
  }

  clear(): void {
    this.#buckets.clear();
  }

  #fill({ key, perSecond, burst }: RateLimit, nowMs: number): Bucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) {
      refill(known, nowMs);
      return known;
    }
    if (this.#buckets.size >= this.#sweptAbove) this.#sweep(nowMs);
    const bucket = { tokens: burst, filledAtMs: nowMs, perSecond, burst };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #sweep(nowMs: number): void {
    for (const [key, bucket] of this.#buckets) {
      refill(bucket, nowMs);
      if (bucket.tokens >= bucket.burst) this.#buckets.delete(key);
    }
    // Where nothing could be forgotten the next look is put off, so that it stays cheap.
    this.#sweptAbove = Math.max(SWEPT_ABOVE, this.#buckets.size * 2);
  }
}

function refill(bucket: Bucket, nowMs: number): void {
  // A clock that was set back gives nothing.
  const elapsedMs = Math.max(0, nowMs - bucket.filledAtMs);
  bucket.tokens = Math.min(bucket.burst, bucket.tokens + (elapsedMs * bucket.perSecond) / 1000);
  bucket.filledAtMs = nowMs;
}
