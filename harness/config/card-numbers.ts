import { findTestCard } from '../core/test-cards.ts';

// Finds payment card numbers in text, however they are grouped and whatever stands beside them. A
// check digit alone is right by accident in one number of ten, so that a window of digits must also
// have a beginning and a length that some issuer uses. Amounts, seeds and times stay out of it.

/** Digits, together or in groups: 4929 1234..., 4929-1234..., 4929.1234... */
const DIGITS = /\d(?:[ .-]*\d){12,}/g;
/** Milliseconds, microseconds or nanoseconds since 1970; no card begins with a 1. */
const EPOCH = /(?<!\d)1\d{12}(?:\d{3}){0,2}(?!\d)/g;
/** A share such as 0.3333333333333333, or a tiny one such as 1.0632e-7. */
const FRACTION = /(?<![\d.])(?:0\.\d+|\d\.\d+e-\d+)(?![\d.])/g;

interface Issuer {
  readonly name: string;
  readonly begins: RegExp;
  readonly lengths: readonly number[];
}

const ISSUERS: readonly Issuer[] = [
  { name: 'Visa', begins: /^4/, lengths: [13, 16, 19] },
  {
    name: 'Mastercard',
    begins: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/,
    lengths: [16],
  },
  { name: 'American Express', begins: /^3[47]/, lengths: [15] },
  { name: 'Diners Club', begins: /^3(?:0[0-5]|09|[689])/, lengths: [14, 16, 19] },
  { name: 'JCB', begins: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { name: 'Discover', begins: /^6(?:011|4[4-9]|5)/, lengths: [16, 17, 18, 19] },
  { name: 'UnionPay', begins: /^(?:62|81)/, lengths: [16, 17, 18, 19] },
  { name: 'Maestro', begins: /^(?:50|5[6-8]|6)/, lengths: [13, 14, 15, 16, 17, 18, 19] },
  { name: 'RuPay', begins: /^(?:60|65|8[12]|508)/, lengths: [16] },
  { name: 'Mir', begins: /^220[0-4]/, lengths: [16, 17, 18, 19] },
  { name: 'Troy', begins: /^9792/, lengths: [16] },
];
const SHORTEST = 13;
const LONGEST = 19;

/** Whether the text holds a card number that is none of the documented test numbers. */
export function holdsRealCard(text: string): boolean {
  const rest = text.replaceAll(EPOCH, ' : ').replaceAll(FRACTION, ' : ');
  for (const [found] of rest.matchAll(DIGITS)) {
    if (withoutTestCards(found.replaceAll(/\D/g, '')).some(someWindowIsCard)) return true;
  }
  return false;
}

/** The digits before, between and after test numbers, whose own parts prove nothing. */
function withoutTestCards(digits: string): readonly string[] {
  for (const [start, end] of windows(digits)) {
    if (findTestCard(digits.slice(start, end)) === undefined) continue;
    return [digits.slice(0, start), ...withoutTestCards(digits.slice(end))];
  }
  return [digits];
}

const someWindowIsCard = (digits: string): boolean =>
  windows(digits).some(([start, end]) => isCard(digits.slice(start, end)));

/** Every stretch of 13 to 19 digits. */
function windows(digits: string): readonly (readonly [start: number, end: number])[] {
  const found: (readonly [number, number])[] = [];
  for (let start = 0; start + SHORTEST <= digits.length; start += 1) {
    const last = Math.min(start + LONGEST, digits.length);
    for (let end = start + SHORTEST; end <= last; end += 1) found.push([start, end]);
  }
  return found;
}

const isCard = (digits: string): boolean =>
  ISSUERS.some(({ begins, lengths }) => lengths.includes(digits.length) && begins.test(digits)) &&
  passesLuhn(digits);

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const counted = index % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}
