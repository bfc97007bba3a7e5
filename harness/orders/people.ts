import type { Faker } from '@faker-js/faker';
import type { Currency } from '../core/money.ts';
import type { Random } from '../core/random.ts';

// Who buys. Names come from a pool for each locale: a name costs faker more than all the rest of
// an order costs us. Locales are loaded when they are needed; each is a few hundred kilobytes.

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** BCP 47. Which one an order has follows from its currency. */
export type Locale = keyof typeof FAKERS;

const POOL_SIZE = 128;

const FAKERS = {
  'ar-KW': () => import('@faker-js/faker/locale/ar'),
  'de-DE': () => import('@faker-js/faker/locale/de'),
  'en-GB': () => import('@faker-js/faker/locale/en_GB'),
  'en-US': () => import('@faker-js/faker/locale/en_US'),
  'fr-FR': () => import('@faker-js/faker/locale/fr'),
  'ja-JP': () => import('@faker-js/faker/locale/ja'),
  'ko-KR': () => import('@faker-js/faker/locale/ko'),
  'pl-PL': () => import('@faker-js/faker/locale/pl'),
  'pt-BR': () => import('@faker-js/faker/locale/pt_BR'),
  'zh-CN': () => import('@faker-js/faker/locale/zh_CN'),
} as const satisfies Readonly<Record<string, () => Promise<{ readonly faker: Faker }>>>;

const LOCALES: Partial<Readonly<Record<Currency, readonly Locale[]>>> = {
  BHD: ['ar-KW'],
  BRL: ['pt-BR'],
  CHF: ['de-DE', 'fr-FR'],
  CNY: ['zh-CN'],
  EUR: ['de-DE', 'fr-FR'],
  GBP: ['en-GB'],
  JOD: ['ar-KW'],
  JPY: ['ja-JP'],
  KRW: ['ko-KR'],
  KWD: ['ar-KW'],
  OMR: ['ar-KW'],
  PLN: ['pl-PL'],
  TND: ['fr-FR'],
};

export const localesOf = (currency: Currency): readonly Locale[] => LOCALES[currency] ?? ['en-US'];

/** The person at a place of a locale's pool, given as a share of it from 0 (included) to 1. */
export type People = (share: number) => Person;

/** The pool of a locale. The same stream gives the same people; each is made when first asked for. */
export async function createPeople(locale: Locale, random: Random): Promise<People> {
  const { faker } = await FAKERS[locale]();
  const seed = random.integer(0, 2 ** 32 - 1);
  const pool = new Map<number, Person>();
  return (share) => {
    const place = Math.floor(share * POOL_SIZE);
    const known = pool.get(place);
    if (known !== undefined) return known;
    // faker's instance is shared by the whole process: it is seeded and used up without a pause.
    faker.seed([seed, place]);
    const person = {
      name: faker.person.fullName(),
      email: faker.internet.exampleEmail().toLowerCase(),
    };
    pool.set(place, person);
    return person;
  };
}
