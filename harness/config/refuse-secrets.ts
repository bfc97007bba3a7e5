import { holdsRealCard } from './card-numbers.ts';
import { configError } from './errors.ts';
import { quoteWord } from './shell-words.ts';

const LIVE_KEY = /\b[rs]k_live_\w+/;

/**
 * Refuses live provider keys and real card numbers wherever they hide. Messages never repeat them.
 *
 * @param where names the input in messages
 * @throws CONFIG_LIVE_KEY or CONFIG_REAL_CARD; CONFIG_INVALID_VALUE for what has no end, as an alias
 * in YAML can make it
 */
export function refuseSecrets(input: unknown, where: string, above: readonly object[] = []): void {
  if (typeof input === 'string') refuseInText(input, where);
  if (typeof input === 'number' && Number.isInteger(input)) refuseInText(String(input), where);
  if (typeof input !== 'object' || input === null) return;
  if (above.includes(input)) {
    const details = { where, rule: 'must not hold itself', got: 'a reference to what holds it' };
    throw configError('CONFIG_INVALID_VALUE', details);
  }
  for (const [key, value] of Object.entries(input)) {
    refuseInText(key, where);
    const place = Array.isArray(input) ? `${where}[${key}]` : `${where}.${key}`;
    refuseSecrets(value, place, [...above, input]);
  }
}

/**
 * The same for an environment, where a long number may be anything: live keys alone. Whoever has one for
 * something else is told how to go on.
 *
 * @throws CONFIG_LIVE_KEY_AROUND
 */
export function refuseLiveKeys(environment: Readonly<Record<string, string | undefined>>): void {
  const names = Object.entries(environment).flatMap(([name, value = '']) =>
    LIVE_KEY.test(value) ? [name] : [],
  );
  if (names.length === 0) return;
  const unset = names.map((name) => `-u ${quoteWord(name)}`).join(' ');
  throw configError('CONFIG_LIVE_KEY_AROUND', { names: names.join(', '), unset });
}

function refuseInText(text: string, where: string): void {
  if (LIVE_KEY.test(text)) throw configError('CONFIG_LIVE_KEY', { where });
  if (holdsRealCard(text)) throw configError('CONFIG_REAL_CARD', { where });
}
