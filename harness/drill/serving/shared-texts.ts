import { hashText } from '../../core/hash.ts';

/** Most ids of a large run: what the gateways say is read when all else has been said. */
const SLOTS = 2 ** 19;
/** There are fewer parts than texts: claims, postings, lists of faults. */
const TEXTS_A_PART = 8;

/**
 * Gives the same instance for texts that are equal. Parsing makes a new string each time an order,
 * a key or a word of ours is named, which is a third of what a run keeps. So it does for parts of
 * events, which nobody changes: thirty thousand payments have eight thousand different postings.
 *
 * It forgets: of two texts that want the same slot the later one stays. So it never grows, and an
 * id that nobody names again is kept no longer than its event.
 */
export class SharedTexts {
  readonly #texts: string[];
  readonly #parts: object[];
  /** Of the part that was shared last: whoever holds that hashes it too. */
  #hash = 0;

  /** @param slots how many texts it remembers at most */
  constructor(slots = SLOTS) {
    this.#texts = Array.from({ length: slots }, () => '');
    this.#parts = Array.from({ length: Math.ceil(slots / TEXTS_A_PART) }, () => EMPTY);
  }

  share(text: string): string {
    this.#hash = hashText(text);
    const slot = this.#hash % this.#texts.length;
    const known = this.#texts[slot];
    if (known === text) return known;
    this.#texts[slot] = text;
    return text;
  }

  /** Does so for all texts and parts in a parsed object, in place, but for the fields named. */
  shareIn(value: object, except: ReadonlySet<string> = NO_FIELDS): void {
    const fields = value as Record<string, unknown>;
    for (const field of Object.keys(fields)) {
      const inner = fields[field];
      if (typeof inner === 'string') {
        if (!except.has(field)) fields[field] = this.share(inner);
      } else if (typeof inner === 'object' && inner !== null) {
        fields[field] = this.#sharePart(inner);
      }
    }
  }

  #sharePart(part: object): object {
    if (Array.isArray(part) && part.length === 0) {
      this.#hash = 0;
      return EMPTY;
    }
    const fields = part as Record<string, unknown>;
    let hash = 0;
    for (const field of Object.keys(fields)) {
      const inner = fields[field];
      if (typeof inner === 'string') fields[field] = this.share(inner);
      else if (typeof inner === 'object' && inner !== null) fields[field] = this.#sharePart(inner);
      else this.#hash = Number(inner) | 0;
      hash = Math.imul(hash ^ this.#hash, 0x9e3779b1) >>> 0;
    }
    this.#hash = hash;
    const slot = hash % this.#parts.length;
    const known = this.#parts[slot];
    if (known !== undefined && isSame(known, part)) return known;
    this.#parts[slot] = part;
    return part;
  }
}

/** Written as JSON they would be the same text. What is inside is shared, or not the same. */
function isSame(one: object, other: object): boolean {
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  const otherNames = Object.keys(other);
  if (names.length !== otherNames.length) return false;
  const fields = one as Record<string, unknown>;
  const otherFields = other as Record<string, unknown>;
  return names.every(
    (name, place) => otherNames[place] === name && fields[name] === otherFields[name],
  );
}

const NO_FIELDS: ReadonlySet<string> = new Set();
/** Most lists are: of faults that met a request, of providers that were skipped. */
const EMPTY: readonly never[] = Object.freeze([]);
