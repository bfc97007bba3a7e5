import { randomInt } from 'node:crypto';
import { parseSeed, type Seed } from '../core/ids.ts';
import { configError } from './errors.ts';

/**
 * The run's seed: what the user gave, as decimal digits when it is text, or a drawn one.
 *
 * @throws CONFIG_INVALID_VALUE
 */
export function resolveSeed(given?: string | number): Seed {
  if (given === undefined) return parseSeed(randomInt(2 ** 32));
  const value = typeof given === 'number' || /^\d+$/.test(given) ? Number(given) : Number.NaN;
  try {
    return parseSeed(value);
  } catch (cause) {
    const rule = 'must be a whole number from 0 to 4294967295';
    const got = typeof given === 'string' ? JSON.stringify(given) : given;
    throw configError('CONFIG_INVALID_VALUE', { where: '--seed', rule, got }, { cause });
  }
}
