import { z } from 'zod';
import type { MatchableFacts } from '../kernel/payment-facts.ts';
import { breakDown, breakdown } from './break-down.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

const fact = (what: string) =>
  z.string().max(60).default('').describe(`${what} Several are separated by commas; empty: any.`);

const options = z.strictObject({
  method: fact('Payment methods that are out, as the provider calls them, in lower case.'),
  brand: fact('Card networks that are out: visa, mastercard and so on.'),
  cardRange: fact('Card ranges that are out, by their first digits.'),
  bank: fact('Banks that are out, as the provider names them.'),
  currency: fact('Currencies that are out, ISO 4217.'),
  region: fact("Buyers' countries that are out, ISO 3166."),
  ...breakdown,
});

export const partialOutage = defineFault({
  name: 'partial-outage',
  summary:
    'The provider is up and one way to pay is out: a method, a card range, a bank, a currency, a ' +
    'region. Requests of such payments fail and take no effect; all others work.',
  example: {
    method: '',
    brand: 'mastercard',
    cardRange: '',
    bank: '',
    currency: '',
    region: '',
    manner: 'status',
    status: 503,
  },
  options,
  appliesTo: EVERY_OPERATION,
  concerns: ({ facts }, out) =>
    isOut(facts.method, out.method) &&
    isOut(facts.brand, out.brand) &&
    isOut(facts.bank, out.bank) &&
    isOut(facts.currency, out.currency) &&
    isOut(facts.region, out.region) &&
    (out.cardRange === '' ||
      listOf(out.cardRange).some((range) => String(facts.card ?? '').startsWith(range))),
  meet: (request, out) => Promise.resolve(breakDown(request, out)),
});

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const isOut = (got: MatchableFacts['method'], wanted: string): boolean =>
  wanted === '' ||
  listOf(wanted).some((name) => name.toLowerCase() === String(got ?? '').toLowerCase());
