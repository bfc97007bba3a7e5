import type { FastifyBaseLogger } from 'fastify';
import type { WebhookDelivery } from '../../harness/core/events.ts';
import type { Clock } from './clock.ts';
import type { EventLog } from './event-log.ts';
import { WebhookPoster } from './post-webhook.ts';
import type { WebhookMessage, WebhookRules } from './webhook-rules.ts';

/** A message that was not accepted yet and has a try left. */
export interface PendingWebhook {
  readonly message: WebhookMessage;
  readonly url: string;
  /** Number of the next try, from 0. */
  readonly attempt: number;
  /** When that is, epoch milliseconds; null: now, or as soon as those before it are done. */
  readonly dueAt: number | null;
}

export interface WebhookSenderSettings {
  readonly rules: WebhookRules;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly log: FastifyBaseLogger;
  /** Where what is pending is kept beyond the life of the sender; left out: nowhere. */
  readonly kept?: Map<string, PendingWebhook>;
}

interface Pending {
  readonly id: string;
  readonly message: WebhookMessage;
  readonly url: string;
  attempt: number;
  dueAt: number | null;
  /** Ends the pause before the next try; null while a try is on its way. */
  wake: (() => void) | null;
  /** Called once with the outcome of the next try to end. */
  readonly onTried: ((isAccepted: boolean) => void)[];
}

/** More at once would only wait in the receiver's backlog and time out there. */
const MAXIMUM_CONCURRENT = 32;

/**
 * Delivers one gateway's webhooks, retried on the provider's schedule, at least once: each on its
 * own, or in a queue for each URL where the provider keeps one.
 */
export class WebhookSender {
  readonly #settings: WebhookSenderSettings;
  readonly #pending = new Set<Pending>();
  /** By URL, the one that is being delivered first; only where the provider keeps order. */
  readonly #queues = new Map<string, Pending[]>();
  readonly #waiting: (() => void)[] = [];
  #free = MAXIMUM_CONCURRENT;
  readonly #poster = new WebhookPoster();
  #url: string | null = null;
  #types: ReadonlySet<string> | null = null;
  /** Goes up when everything under way is given up. */
  #generation = 0;
  #isClosed = false;
  #nextId = 0;
  readonly #kept: Map<string, PendingWebhook>;

  constructor(settings: WebhookSenderSettings) {
    this.#settings = settings;
    this.#kept = settings.kept ?? new Map<string, PendingWebhook>();
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** What is pending, the oldest first. */
  list(): readonly PendingWebhook[] {
    return Array.from(this.#pending, recordOf);
  }

  get endpoint(): { readonly url: string | null; readonly types: readonly string[] | null } {
    return { url: this.#url, types: this.#types === null ? null : [...this.#types] };
  }

  /** Takes up what was kept when the gateway ended. */
  resume(): void {
    for (const [id, { message, url, attempt, dueAt }] of this.#kept) {
      this.#nextId = Math.max(this.#nextId, Number(id) + 1);
      this.#start({ id, message, url, attempt, dueAt, wake: null, onTried: [] });
    }
  }

  /** Events that were published for the former endpoint still go there. */
  setEndpoint(url: string | null, types: readonly string[] | null): void {
    this.#url = url;
    this.#types = types === null ? null : new Set(types);
  }

  publish(message: WebhookMessage): void {
    const url = message.url ?? this.#url;
    if (url === null || this.#isClosed) return;
    if (message.url === undefined && this.#types?.has(message.type) === false) return;
    const id = String(this.#nextId++);
    const pending: Pending = {
      id,
      message,
      url,
      attempt: 0,
      dueAt: null,
      wake: null,
      onTried: [],
    };
    this.#kept.set(id, recordOf(pending));
    this.#start(pending);
  }

  #start(pending: Pending): void {
    this.#pending.add(pending);
    if (this.#settings.rules.order === 'queue') this.#enqueue(pending);
    else void this.#run(pending, this.#generation);
  }

  /** Every event that waits for its next try is tried now; resolves when those tries ended. */
  async deliverNow(): Promise<{ readonly delivered: number; readonly failed: number }> {
    const isQueue = this.#settings.rules.order === 'queue';
    const outcomes = isQueue
      ? (
          await Promise.all(Array.from(this.#queues.values(), (queue) => this.#tryQueue(queue)))
        ).flat()
      : await Promise.all(Array.from(this.#pending, (pending) => this.#tryNow(pending)));
    const delivered = outcomes.filter((isAccepted) => isAccepted).length;
    return { delivered, failed: outcomes.length - delivered };
  }

  /** Forgets what was not delivered. */
  clear(): void {
    this.#kept.clear();
    this.#giveUp();
  }

  #giveUp(): void {
    this.#generation += 1;
    for (const pending of this.#pending) {
      for (const report of pending.onTried.splice(0)) report(false);
      pending.wake?.();
    }
    this.#pending.clear();
    this.#queues.clear();
    this.#poster.abort();
  }

  /** Nothing is published any more, and nothing delivered; what is kept stays so. */
  close(): void {
    this.#isClosed = true;
    this.#giveUp();
    this.#poster.close();
  }

  #tryNow(pending: Pending): Promise<boolean> {
    const tried = new Promise<boolean>((resolve) => pending.onTried.push(resolve));
    pending.wake?.();
    return tried;
  }

  /** In a queue the first that fails holds all behind it, and they count as failed with it. */
  async #tryQueue(queue: readonly Pending[]): Promise<readonly boolean[]> {
    const waiting = [...queue];
    const outcomes: boolean[] = [];
    for (const pending of waiting) {
      const isHeld = outcomes.at(-1) === false;
      outcomes.push(isHeld ? false : await this.#tryNow(pending));
    }
    return outcomes;
  }

  #enqueue(pending: Pending): void {
    const queue = this.#queues.get(pending.url);
    if (queue !== undefined) {
      queue.push(pending);
      return;
    }
    const started = [pending];
    this.#queues.set(pending.url, started);
    void this.#runQueue(pending.url, started, this.#generation);
  }

  async #runQueue(url: string, queue: Pending[], generation: number): Promise<void> {
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      await this.#run(head, generation);
      if (generation !== this.#generation) return;
      queue.shift();
    }
    this.#queues.delete(url);
  }

  async #run(pending: Pending, generation: number): Promise<void> {
    const { retryDelaysMs } = this.#settings.rules;
    const { clock } = this.#settings;
    if (pending.dueAt !== null) await this.#pause(pending, pending.dueAt - clock.now());
    if (generation !== this.#generation) return;
    for (;;) {
      await this.#enter();
      const isAccepted = await this.#try(pending, generation).finally(() => this.#leave());
      if (generation !== this.#generation) return;
      for (const report of pending.onTried.splice(0)) report(isAccepted);
      const pauseMs = retryDelaysMs[pending.attempt];
      pending.attempt += 1;
      if (isAccepted || pauseMs === undefined) break;
      pending.dueAt = clock.now() + pauseMs;
      this.#kept.set(pending.id, recordOf(pending));
      await this.#pause(pending, pauseMs);
      if (generation !== this.#generation) return;
    }
    this.#pending.delete(pending);
    this.#kept.delete(pending.id);
  }

  async #try(pending: Pending, generation: number): Promise<boolean> {
    if (generation !== this.#generation) return false;
    const { rules, clock, events, log } = this.#settings;
    const { message, attempt, url } = pending;
    const t = clock.now();
    const dressed = rules.dress(message, { nowMs: t, signer: 'provider' });
    const receipt = await this.#poster
      .post({ url, ...dressed, timeoutMs: rules.timeoutMs })
      .catch((error: unknown) => {
        log.debug({ err: error, event: message.id, attempt }, 'webhook not delivered');
        return null;
      });
    if (generation !== this.#generation) return false;
    events.append<WebhookDelivery>({
      kind: 'webhook',
      t,
      event: message.id,
      type: message.type,
      order: message.order,
      object: message.object,
      deliveryAttempt: attempt,
      status: receipt?.status ?? null,
    });
    return receipt !== null && rules.isAccepted(receipt.status, receipt.body);
  }

  async #pause(pending: Pending, pauseMs: number): Promise<void> {
    const woken = new AbortController();
    pending.wake = () => woken.abort();
    await this.#settings.clock.sleep(pauseMs, woken.signal).catch(() => undefined);
    pending.wake = null;
    pending.dueAt = null;
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}

const recordOf = ({ message, url, attempt, dueAt }: Pending): PendingWebhook => ({
  message,
  url,
  attempt,
  dueAt,
});
