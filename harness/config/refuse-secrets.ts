import { findTestCard } from '../core/test-cards.ts';
import { configError } from './errors.ts';

const LIVE_KEY = /\b[rs]k_live_\w+/;
/** 13 to 19 digits, as people write them: together, or in groups. */
const CARD_NUMBER = /(?<![\w.])\d(?:[ -]?\d){12,18}(?![\w.])/g;

/**
 * Refuses live provider keys and real card numbers wherever they hide. Messages never repeat them.
 *
 * @param where names the input in messages
 * @throws CONFIG_LIVE_KEY or CONFIG_REAL_CARD
 */
export function refuseSecrets(input: unknown, where: string): void {
  if (typeof input === 'string') refuseInText(input, where);
  if (typeof input === 'number' && Number.isInteger(input)) refuseInText(String(input), where);
  if (typeof input !== 'object' || input === null) return;
  for (const [key, value] of Object.entries(input)) {
    refuseInText(key, where);
    refuseSecrets(value, Array.isArray(input) ? `${where}[${key}]` : `${where}.${key}`);
  }
}

function refuseInText(text: string, where: string): void {
  if (LIVE_KEY.test(text)) throw configError('CONFIG_LIVE_KEY', { where });
  for (const [found] of text.matchAll(CARD_NUMBER)) {
    const digits = found.replaceAll(/\D/g, '');
    if (passesLuhn(digits) && findTestCard(digits) === undefined) {
      throw configError('CONFIG_REAL_CARD', { where });
    }
  }
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const counted = index % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum > 0 && sum % 10 === 0;
}
