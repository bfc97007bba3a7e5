import type { Seed } from '../../harness/core/ids.ts';
import type { PublicationPlan, PublishedWebhook, TryPlan } from '../faults/faulted-webhook.ts';
import type { ArmedFaults, Candidate } from './armed-faults.ts';
import type { Clock } from './clock.ts';
import { readPath } from './match-fields.ts';
import { Occurrences } from './occurrences.ts';
import { selectFaults, type Drawn } from './select-faults.ts';
import type { WebhookMessage } from './webhook-rules.ts';

interface Settings {
  readonly seed: Seed;
  readonly clock: Pick<Clock, 'now'>;
  readonly faults: ArmedFaults;
}

export interface Planned<Plan> {
  readonly plan: Plan;
  /** Names of the faults that wrote it. */
  readonly faults: readonly string[];
}

/** Messages that an old one can be picked from; older ones are forgotten. */
const REMEMBERED = 512;

/** Which faults meet the webhooks of a gateway, and what they plan for them. */
export class WebhookFaults {
  readonly #settings: Settings;
  readonly #published = new Occurrences();
  readonly #tried = new Occurrences();
  #history: PublishedWebhook[] = [];

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** @param asked a fault that the request which made this message asked for itself */
  onPublish(
    message: WebhookMessage,
    publishedMs: number,
    asked: Candidate | null,
  ): Planned<PublicationPlan> | null {
    const earlier = this.#history;
    // A new list now and then, so that letting go of the oldest costs nothing at each message.
    if (earlier.length >= 2 * REMEMBERED) this.#history = earlier.slice(-REMEMBERED);
    this.#history.push({ message, publishedMs });
    const drawn = this.#draw('publish', this.#published, message, 0, asked);
    if (drawn.length === 0) return null;
    const plan: PublicationPlan = { delayMs: 0, overtakenWithinMs: null, extras: [] };
    const met = drawn.filter(({ candidate, draw }) => {
      const { definition, options } = candidate.fault;
      const armedForMs = this.#settings.clock.now() - candidate.armedAt;
      const ofOrder = () =>
        this.#history
          .filter(({ message: other }) => other !== message && other.order === message.order)
          .reverse();
      return definition.publish?.({ message, draw, armedForMs, earlier: ofOrder, plan }, options);
    });
    return { plan, faults: this.#count(met) };
  }

  onTry(
    message: WebhookMessage,
    attempt: number,
    asked: Candidate | null,
  ): Planned<TryPlan> | null {
    const drawn = this.#draw('deliver', this.#tried, message, attempt, asked);
    if (drawn.length === 0) return null;
    const plan: TryPlan = {
      isLost: false,
      signer: 'provider',
      message,
      alterBody: null,
    };
    const met = drawn.filter(({ candidate, draw }) => {
      const { definition, options } = candidate.fault;
      return definition.deliver?.({ message, attempt, draw, plan }, options);
    });
    return { plan, faults: this.#count(met) };
  }

  clear(): void {
    this.#published.clear();
    this.#tried.clear();
    this.#history = [];
  }

  #draw(
    hook: 'publish' | 'deliver',
    occurrences: Occurrences,
    message: WebhookMessage,
    attempt: number,
    asked: Candidate | null,
  ): readonly Drawn[] {
    const { faults, seed, clock } = this.#settings;
    const armed = faults.count === 0 ? [] : faults.withHook(hook);
    const isAsked = asked?.fault.definition[hook] !== undefined;
    const candidates = isAsked && asked !== null ? [...armed, asked] : armed;
    if (candidates.length === 0) return [];
    const reference = message.order ?? '';
    const operation = `${hook}:${message.type}`;
    let body: unknown;
    return selectFaults(seed, candidates, {
      reference,
      operation,
      occurrence: occurrences.next(reference, operation),
      nowMs: clock.now(),
      concerns: () => true,
      read: (path) => {
        if (path === 'attempt') return attempt + 1;
        if (path === 'order' || path === 'object' || path === 'type') return message[path];
        if (!path.startsWith('json.')) return undefined;
        body ??= message.body;
        return readPath(body, path.slice('json.'.length));
      },
    });
  }

  #count(drawn: readonly Drawn[]): readonly string[] {
    return drawn.map(({ candidate }) => {
      this.#settings.faults.countMet(candidate.fault.name);
      return candidate.fault.name;
    });
  }
}
