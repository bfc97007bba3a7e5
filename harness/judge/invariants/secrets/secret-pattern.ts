import { TEST_CARDS } from '../../../core/test-cards.ts';

// What must never be written down. The rig's cards are the documented test numbers and no others,
// so they are searched for one by one: any 16 digits that pass Luhn would accuse clocks and ids.

/** Shorter texts can't hold any of it. */
export const SHORTEST_SECRET = 12;

const CARD = Object.values(TEST_CARDS).map(({ number }) => grouped(number).join('[ -]?'));

const KINDS = [
  { kind: 'card number', pattern: CARD.join('|') },
  { kind: 'secret key', pattern: String.raw`[sr]k_(?:test|live)_\w{6,}` },
  { kind: 'webhook secret', pattern: String.raw`whsec_[\w+/=]{6,}` },
  { kind: 'client secret', pattern: String.raw`_secret_\w{8,}` },
  { kind: 'access token', pattern: String.raw`\bA21AA[\w-]{20,}` },
  { kind: 'bearer token', pattern: String.raw`[Bb]earer [\w.~+/-]{12,}` },
  { kind: 'basic credentials', pattern: String.raw`[Bb]asic [\w+/]{16,}` },
] as const;

export interface SecretPattern {
  /** Fast: is there anything at all? */
  has(text: string): boolean;
  /** What it is, never the thing itself; null when there is none. */
  kindIn(text: string): string | null;
  mask(text: string): string;
}

/** @param secrets of this run, word for word (PayPal's have no pattern of their own) */
export function createSecretPattern(secrets: readonly string[]): SecretPattern {
  const own = secrets.filter((secret) => secret.length >= 8).map(escaped);
  const kinds = own.length === 0 ? KINDS : [...KINDS, { kind: 'secret', pattern: own.join('|') }];
  const any = new RegExp(kinds.map(({ pattern }) => pattern).join('|'));
  const all = new RegExp(any.source, 'g');
  const single = kinds.map(({ kind, pattern }) => ({ kind, pattern: new RegExp(pattern) }));
  const shortest = own.length === 0 ? SHORTEST_SECRET : 8;
  const kindIn = (text: string): string | null =>
    single.find(({ pattern }) => pattern.test(text))?.kind ?? null;
  return {
    has: (text) => text.length >= shortest && any.test(text),
    kindIn,
    mask: (text) => text.replaceAll(all, (found) => `[${kindIn(found) ?? 'secret'}]`),
  };
}

/** As printed on the card: fours, or 4-6-5. */
function grouped(number: string): readonly string[] {
  return number.length === 15
    ? [number.slice(0, 4), number.slice(4, 10), number.slice(10)]
    : (number.match(/\d{1,4}/g) ?? []);
}

/** Makes text stand for itself in a pattern. */
const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
