import type { RunEvent } from '../../core/events.ts';

/** Which order a provider's object belongs to; only worked out when a gateway doesn't say. */
export class ObjectOwners {
  readonly #events: readonly RunEvent[];
  #owners: ReadonlyMap<string, string> | null = null;

  constructor(events: readonly RunEvent[]) {
    this.#events = events;
  }

  ownerOf(object: string): string | undefined {
    this.#owners ??= collectOwners(this.#events);
    return this.#owners.get(object);
  }
}

function collectOwners(events: readonly RunEvent[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const event of events) {
    const object = objectOf(event);
    if (object === null || !('order' in event) || event.order === null) continue;
    if (!owners.has(object)) owners.set(object, event.order);
  }
  return owners;
}

function objectOf(event: RunEvent): string | null {
  if ('object' in event) return event.object;
  return 'providerReference' in event ? event.providerReference : null;
}
