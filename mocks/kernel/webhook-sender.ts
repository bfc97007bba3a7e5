import type { FastifyBaseLogger } from 'fastify';
import type { WebhookDelivery } from '../../harness/core/events.ts';
import type { ExtraWebhook, PublicationPlan, TryPlan } from '../faults/faulted-webhook.ts';
import type { Candidate } from './armed-faults.ts';
import type { Clock } from './clock.ts';
import type { EventLog } from './event-log.ts';
import { mayReceive } from './loopback.ts';
import { WebhookPoster } from './post-webhook.ts';
import { endedWithin } from './ended-within.ts';
import { WaitingWebhooks } from './waiting-webhooks.ts';
import type { Planned, WebhookFaults } from './webhook-faults.ts';
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
  /** The time that signatures show; left out: that of `clock`. */
  readonly providerClock?: Pick<Clock, 'now'>;
  /** Left out: none meets a webhook. */
  readonly faults?: WebhookFaults;
  /** Hosts besides this machine that callers may have webhooks sent to. */
  readonly hosts?: readonly string[];
}

interface Pending {
  readonly id: string;
  readonly message: WebhookMessage;
  readonly url: string;
  /** The fault that the request asked for which made the message. */
  readonly asked: Candidate | null;
  /** Names of the faults that met its publication. */
  readonly faults: readonly string[];
  /** Something that a fault sends beside the provider's own messages: once, without a retry. */
  readonly extra: ExtraWebhook | null;
  attempt: number;
  dueAt: number | null;
  /** Ends the pause before the next try; null while a try is on its way. */
  wake: (() => void) | null;
  /** Called once with the outcome of the next try to end. */
  readonly onTried: ((isAccepted: boolean) => void)[];
}

/** More at once would only wait in the receiver's backlog and time out there. */
const MAXIMUM_CONCURRENT = 32;

const NO_FAULTS: readonly string[] = [];

/**
 * Delivers one gateway's webhooks, retried on the provider's schedule, at least once: each on its
 * own, or in a queue for each URL where the provider keeps one.
 */
export class WebhookSender {
  readonly #settings: WebhookSenderSettings;
  readonly #pending = new Set<Pending>();
  /** By URL, the one that is being delivered first; only where the provider keeps order. */
  readonly #queues = new Map<string, Pending[]>();
  /** Those that a fault holds back before their first try. */
  readonly #held: WaitingWebhooks;
  readonly #waiting: (() => void)[] = [];
  #free = MAXIMUM_CONCURRENT;
  readonly #poster = new WebhookPoster();
  #url: string | null = null;
  #types: ReadonlySet<string> | null = null;
  /** Goes up when everything under way is given up. */
  #generation = 0;
  #isClosed = false;
  #asked: Candidate | null = null;
  #nextId = 0;
  readonly #kept: Map<string, PendingWebhook>;

  constructor(settings: WebhookSenderSettings) {
    this.#settings = settings;
    this.#held = new WaitingWebhooks(settings.clock);
    this.#kept = settings.kept ?? new Map<string, PendingWebhook>();
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** What is pending, the oldest first. */
  list(): readonly PendingWebhook[] {
    return Array.from(this.#pending)
      .filter(({ extra }) => extra === null)
      .map(recordOf);
  }

  get hasEndpoint(): boolean {
    return this.#url !== null;
  }

  get endpoint(): { readonly url: string | null; readonly types: readonly string[] | null } {
    return { url: this.#url, types: this.#types === null ? null : [...this.#types] };
  }

  /** Takes up what was kept when the gateway ended. */
  resume(): void {
    for (const [id, { message, url, attempt, dueAt }] of this.#kept) {
      this.#nextId = Math.max(this.#nextId, Number(id) + 1);
      const pending = createPending(id, message, url, { attempt, dueAt });
      this.#pending.add(pending);
      this.#start(pending);
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
    const { faults, clock, providerClock = clock } = this.#settings;
    const asked = this.#asked;
    const planned = faults?.onPublish(message, providerClock.now(), asked) ?? null;
    const pending = createPending(id, message, url, {
      asked,
      faults: planned?.faults ?? NO_FAULTS,
    });
    this.#pending.add(pending);
    this.#kept.set(id, recordOf(pending));
    if (planned === null) this.#start(pending);
    else this.#startAsPlanned(pending, planned.plan);
  }

  /** What `step` publishes, a synchronous step, meets this fault too. */
  publishWith<Result>(asked: Candidate, step: () => Result): Result {
    this.#asked = asked;
    try {
      return step();
    } finally {
      this.#asked = null;
    }
  }

  #startAsPlanned(pending: Pending, { extras, delayMs, overtakenWithinMs }: PublicationPlan): void {
    const group = pending.message.order ?? '';
    const start = (): void => this.#start(pending);
    if (overtakenWithinMs !== null && !this.#held.isHolding(group)) {
      this.#held.holdUntilOvertaken(group, overtakenWithinMs, start);
    } else if (delayMs > 0) this.#held.hold(delayMs, start);
    else start();
    for (const extra of extras) {
      const { url, faults } = pending;
      const beside = createPending('', extra.message, url, { faults, extra });
      this.#pending.add(beside);
      const send = (): void => void this.#run(beside, this.#generation);
      if (extra.afterMs > 0) this.#held.hold(extra.afterMs, send);
      else send();
    }
  }

  #start(pending: Pending): void {
    if (this.#settings.rules.order === 'queue') this.#enqueue(pending);
    else void this.#run(pending, this.#generation);
  }

  /**
   * Every event that waits for its next try is tried now; resolves when those tries ended, or after
   * `withinMs` of real time: a receiver may take as long to answer as its provider grants. Tries that
   * have not ended are in neither number.
   */
  async deliverNow(
    withinMs?: number,
  ): Promise<{ readonly delivered: number; readonly failed: number }> {
    this.#held.releaseAll();
    const ended = { delivered: 0, failed: 0 };
    const count = (isAccepted: boolean): void => {
      ended[isAccepted ? 'delivered' : 'failed'] += 1;
    };
    const tries =
      this.#settings.rules.order === 'queue'
        ? Array.from(this.#queues.values(), (queue) => this.#tryQueue(queue, count))
        : Array.from(this.#pending, async (pending) => count(await this.#tryNow(pending)));
    await (withinMs === undefined ? Promise.all(tries) : endedWithin(withinMs, tries));
    return { ...ended };
  }

  /** Forgets what was not delivered. */
  clear(): void {
    this.#kept.clear();
    this.#settings.faults?.clear();
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
    this.#held.clear();
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
  async #tryQueue(queue: readonly Pending[], count: (isAccepted: boolean) => void): Promise<void> {
    // Those that are delivered leave the queue meanwhile.
    const waiting = [...queue];
    let isHeld = false;
    for (const pending of waiting) {
      const isAccepted: boolean = !isHeld && (await this.#tryNow(pending));
      isHeld = !isAccepted;
      count(isAccepted);
    }
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
      if (pending.extra === null) this.#held.release(pending.message.order ?? '');
      const pauseMs = pending.extra === null ? retryDelaysMs[pending.attempt] : undefined;
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
    const { message, attempt, asked, extra } = pending;
    const planned =
      extra === null ? (this.#settings.faults?.onTry(message, attempt, asked) ?? null) : null;
    if (planned?.plan.isLost === true) {
      this.#record(pending, planned.faults, null);
      return false;
    }
    return this.#send(pending, generation, planned);
  }

  /** Sends it once and says whether it was accepted. */
  async #send(
    pending: Pending,
    generation: number,
    planned: Planned<TryPlan> | null,
  ): Promise<boolean> {
    const { rules, clock, log, providerClock = clock } = this.#settings;
    const { extra, url, attempt } = pending;
    const t = clock.now();
    const { message = pending.message, signer = 'provider' } = extra ?? planned?.plan ?? {};
    const nowMs = extra?.signedMs ?? providerClock.now();
    const dressed = rules.dress(message, { nowMs, signer });
    const alterBody = extra?.alterBody ?? planned?.plan.alterBody ?? null;
    const body = alterBody === null ? dressed.body : alterBody(dressed.body);
    const receipt = this.#mayLeaveFor(url)
      ? await this.#poster
          .post({ url, headers: dressed.headers, body, timeoutMs: rules.timeoutMs })
          .catch((error: unknown) => {
            log.debug({ err: error, event: message.id, attempt }, 'webhook not delivered');
            return null;
          })
      : null;
    if (generation !== this.#generation) return false;
    this.#record(pending, planned?.faults ?? NO_FAULTS, receipt?.status ?? null, {
      t,
      isForged: extra?.signedMs !== undefined || signer !== 'provider' || alterBody !== null,
    });
    return receipt !== null && rules.isAccepted(receipt.status, receipt.body);
  }

  /**
   * An address in a request may be that of a real shop, copied from its settings. The endpoint was
   * named by whoever runs the gateway.
   */
  #mayLeaveFor(url: string): boolean {
    if (url === this.#url) return true;
    const { hosts = [], log } = this.#settings;
    const hostname = URL.parse(url)?.hostname ?? '';
    if (mayReceive(hostname, hosts)) return true;
    log.warn({ host: hostname }, 'a webhook for another machine was not sent');
    return false;
  }

  #record(
    { message, attempt, faults, extra }: Pending,
    met: readonly string[],
    status: number | null,
    sent: { readonly t?: number; readonly isForged?: boolean } = {},
  ): void {
    const { t = this.#settings.clock.now(), isForged = false } = sent;
    const copy = extra?.copy;
    const names = met.length === 0 ? faults : [...faults, ...met];
    this.#settings.events.append<WebhookDelivery>((source, seq) => ({
      kind: 'webhook',
      t,
      event: message.id,
      type: message.type,
      order: message.order,
      object: message.object,
      deliveryAttempt: attempt,
      status,
      ...(names.length === 0 ? {} : { faults: names }),
      ...(copy === undefined ? {} : { copy }),
      ...(isForged ? { isForged } : {}),
      source,
      seq,
    }));
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

const createPending = (
  id: string,
  message: WebhookMessage,
  url: string,
  more: Partial<Pending>,
): Pending => ({
  id,
  message,
  url,
  asked: null,
  faults: NO_FAULTS,
  extra: null,
  attempt: 0,
  dueAt: null,
  wake: null,
  onTried: [],
  ...more,
});
