import type { KeptAnswer } from './idempotency-rules.ts';

/** What is known of a key. */
export interface KeyEntry {
  readonly fingerprint: string;
  expiresAt: number;
  /** Null while the first request is in flight. */
  kept: KeptAnswer | null;
}

/** Held by the first request of a key until it is settled. Settling twice does nothing. */
export interface KeyClaim {
  keep(kept: KeptAnswer): void;
  /** Frees the key: the next request with it is a first one again. */
  release(): void;
}

export type ClaimResult =
  | { readonly kind: 'first'; readonly claim: KeyClaim }
  | { readonly kind: 'kept'; readonly kept: KeptAnswer }
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'in-flight' };

/**
 * First answer per key. A claim is one synchronous step, so of any number of concurrent requests
 * exactly one is the first.
 */
export class IdempotencyStore {
  readonly #entries: Map<string, KeyEntry>;
  /** Keys that a fault has lost, until they are used again. */
  readonly #forgotten = new Set<string>();
  #nextSweepAt = 0;

  constructor(entries: Map<string, KeyEntry> = new Map()) {
    this.#entries = entries;
  }

  claim(key: string, fingerprint: string, nowMs: number, retentionMs: number): ClaimResult {
    if (nowMs >= this.#nextSweepAt) this.#dropExpired(nowMs);
    const known = this.#entries.get(key);
    if (known !== undefined && !isExpired(known, nowMs)) {
      if (known.fingerprint !== fingerprint) return { kind: 'mismatch' };
      return known.kept === null ? { kind: 'in-flight' } : { kind: 'kept', kept: known.kept };
    }
    this.#forgotten.delete(key);
    const entry: KeyEntry = { fingerprint, expiresAt: nowMs + retentionMs, kept: null };
    // Anew at the end: the map stays in order of age.
    if (known !== undefined) this.#entries.delete(key);
    this.#entries.set(key, entry);
    return { kind: 'first', claim: new Claim(this.#entries, key, entry) };
  }

  clear(): void {
    this.#entries.clear();
    this.#forgotten.clear();
  }

  /** Loses what it knows; a request in flight still ends as if its key were held. */
  forget(): void {
    for (const key of this.#entries.keys()) this.#forgotten.add(key);
    this.#entries.clear();
  }

  isForgotten(key: string): boolean {
    return this.#forgotten.has(key);
  }

  // The map is in order of insertion, so the oldest keys come first.
  #dropExpired(nowMs: number): void {
    this.#nextSweepAt = nowMs + SWEEP_MS;
    for (const [key, entry] of this.#entries) {
      if (!isExpired(entry, nowMs)) return;
      this.#entries.delete(key);
    }
  }
}

class Claim implements KeyClaim {
  readonly #entries: Map<string, KeyEntry>;
  readonly #key: string;
  readonly #entry: KeyEntry;
  #isOpen = true;

  constructor(entries: Map<string, KeyEntry>, key: string, entry: KeyEntry) {
    this.#entries = entries;
    this.#key = key;
    this.#entry = entry;
  }

  keep(kept: KeptAnswer): void {
    if (!this.#close()) return;
    this.#entry.kept = kept;
    // A store that pages has to be told of changes.
    this.#entries.set(this.#key, this.#entry);
  }

  release(): void {
    if (this.#close()) this.#entries.delete(this.#key);
  }

  /** @returns whether the key is still this claim's to decide */
  #close(): boolean {
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    return wasOpen && this.#entries.get(this.#key) === this.#entry;
  }
}

const SWEEP_MS = 1000;

// A key in flight never expires: two firsts would be two effects.
const isExpired = (entry: KeyEntry, nowMs: number): boolean =>
  entry.kept !== null && entry.expiresAt <= nowMs;
