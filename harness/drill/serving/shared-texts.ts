import { hashText } from '../../core/hash.ts';

/** Most ids of a large run: what the gateways say is read when all else has been said. */
const SLOTS = 2 ** 18;

/**
 * Gives the same instance for texts that are equal. Parsing makes a new string each time an order,
 * a key or a word of ours is named, which is a third of what a run keeps.
 *
 * It forgets: of two texts that want the same slot the later one stays. So it never grows, and an
 * id that nobody names again is kept no longer than its event.
 */
export class SharedTexts {
  readonly #texts: string[];

  /** @param slots how many texts it remembers at most */
  constructor(slots = SLOTS) {
    this.#texts = Array.from({ length: slots }, () => '');
  }

  share(text: string): string {
    const slot = hashText(text) % this.#texts.length;
    const known = this.#texts[slot];
    if (known === text) return known;
    this.#texts[slot] = text;
    return text;
  }

  /** Does so for all texts in a parsed object, in place, but for the fields named. */
  shareIn(value: object, except: ReadonlySet<string> = NO_FIELDS): void {
    const fields = value as Record<string, unknown>;
    for (const field of Object.keys(fields)) {
      const inner = fields[field];
      if (typeof inner === 'string') {
        if (!except.has(field)) fields[field] = this.share(inner);
      } else if (Array.isArray(inner) && inner.length === 0) {
        fields[field] = EMPTY;
      } else if (typeof inner === 'object' && inner !== null) {
        this.shareIn(inner);
      }
    }
  }
}

const NO_FIELDS: ReadonlySet<string> = new Set();
/** Most lists are: of faults that met a request, of providers that were skipped. */
const EMPTY: readonly never[] = Object.freeze([]);
