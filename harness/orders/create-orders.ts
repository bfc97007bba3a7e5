import type { Seed } from '../core/ids.ts';
import { type Currency, parseCurrency } from '../core/money.ts';
import type { JourneyName, Order } from '../core/order.ts';
import { createRandom, type Random } from '../core/random.ts';
import type { Load } from '../core/scenario.ts';
import { TEST_CARDS, type TestCardName } from '../core/test-cards.ts';
import { drawAmountMinor } from './amounts.ts';
import { createPeople, type Locale, localesOf, type People } from './people.ts';
import { createWeightedPick } from './weighted.ts';

const CARD_NAMES = Object.keys(TEST_CARDS) as TestCardName[];
const isApproved = (card: TestCardName): boolean =>
  TEST_CARDS[card].issuerAnswer.kind === 'approve';
const GOOD_CARDS = CARD_NAMES.filter(isApproved);
const DECLINED_CARDS = CARD_NAMES.filter((card) => !isApproved(card));

/** How much customers differ in patience: the deviation of its logarithm. */
const PATIENCE_SPREAD = 0.2;

/**
 * What the customers of a run want to buy, one order an iteration. The same seed and load give the
 * same orders, and a longer run begins with the orders of a shorter one.
 */
export async function createOrders(
  seed: Seed,
  load: Load,
  plannedIterations: number,
): Promise<readonly Order[]> {
  const random = createRandom(seed, 'orders');
  const people = await createPools(load, random.fork('people'));
  const draw = createDraw(load, random);
  return Array.from({ length: plannedIterations }, (_, index) =>
    draw(placeOf(seed, index), people),
  );
}

/** Base 36 keeps ids short; they travel in every event, request and ledger entry. */
const placeOf = (seed: Seed, index: number): string =>
  `${seed.toString(36)}-${index.toString().padStart(5, '0')}`;

/** The id of an order that a seed makes, from its place among all. */
export const orderIdOf = (seed: Seed, index: number): string => `order-${placeOf(seed, index)}`;

type Pools = ReadonlyMap<Locale, People>;

async function createPools(load: Load, random: Random): Promise<Pools> {
  const currencies = Object.keys(load.currencies).map(parseCurrency);
  const locales = [...new Set(currencies.flatMap((currency) => localesOf(currency)))];
  const pools = new Map<Locale, People>();
  for (const locale of locales) pools.set(locale, await createPeople(locale, random.fork(locale)));
  return pools;
}

// One stream for each question, so that changing the share of declines, say, leaves everybody's
// amounts and names as they were.
function createDraw(load: Load, random: Random): (id: string, pools: Pools) => Order {
  const streams = {
    journey: random.fork('journey'),
    currency: random.fork('currency'),
    amount: random.fork('amount'),
    decline: random.fork('decline'),
    card: random.fork('card'),
    person: random.fork('person'),
    patience: random.fork('patience'),
  };
  const pickJourney = createWeightedPick<JourneyName>(load.journeys);
  const pickCurrency = createWeightedPick<Currency>(load.currencies);
  return (id, pools) => {
    const journey = pickJourney(streams.journey);
    const currency = pickCurrency(streams.currency);
    const locale = pickByShare(localesOf(currency), streams.person.next());
    const customer = pools.get(locale)?.(streams.person.next());
    if (customer === undefined) throw new RangeError(`nobody was made for ${locale}`);
    const isDeclined = streams.decline.chance(load.declineRatio);
    const cardShare = streams.card.next();
    // Thirty thousand of them are kept for the whole run: what is equal is one and the same.
    const key = `key-${id}-1`;
    return {
      orderId: `order-${id}`,
      journey,
      amountMinor: drawAmountMinor(currency, streams.amount),
      currency,
      locale,
      customer,
      card: pickByShare(isDeclined ? DECLINED_CARDS : GOOD_CARDS, cardShare),
      keys: [key, journey === 'impatient-new-key' ? `key-${id}-2` : key],
      patienceMs: drawPatienceMs(load.patienceMs, streams.patience),
    };
  };
}

function drawPatienceMs(median: number, random: Random): number {
  return Math.max(Math.round(random.logNormal(median, PATIENCE_SPREAD)), 1);
}

function pickByShare<T>(items: readonly T[], share: number): T {
  const item = items[Math.floor(share * items.length)];
  if (item === undefined) throw new RangeError('pick from an empty list');
  return item;
}
