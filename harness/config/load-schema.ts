import { z } from 'zod';
import { CURRENCY_EXPONENTS, type Currency } from '../core/money.ts';
import { JOURNEYS, type JourneyName } from '../core/order.ts';
import type { Load } from '../core/scenario.ts';
import { DEFAULT_LOAD, DEFAULT_RATE_PER_SECOND } from './defaults.ts';
import { duration, number, ratio, weight } from './schema-values.ts';

/** Above this one k6 on one machine is no honest load generator any more. */
const FASTEST_RATE = 5_000;

const ratePerSecond = (low: number) => number({ low, high: FASTEST_RATE, isWhole: false });

const arrival = z.discriminatedUnion('kind', [
  // Both may be left out, so that --set can change a load that a scenario does not mention.
  z.strictObject({
    kind: z.literal('constant').default('constant'),
    ratePerSecond: ratePerSecond(0.1).default(DEFAULT_RATE_PER_SECOND),
  }),
  z.strictObject({
    kind: z.literal('ramping'),
    startRatePerSecond: ratePerSecond(0),
    stages: z
      .array(z.strictObject({ durationMs: duration(1), toRatePerSecond: ratePerSecond(0) }))
      .min(1)
      .max(100),
  }),
]);

export const LOAD_SCHEMA = z.strictObject({
  arrival: arrival.prefault({}),
  journeys: z.strictObject(weightsOf<JourneyName>(JOURNEYS)).default(DEFAULT_LOAD.journeys),
  declineRatio: ratio().default(DEFAULT_LOAD.declineRatio),
  currencies: z
    .strictObject(weightsOf<Currency>(Object.keys(CURRENCY_EXPONENTS) as Currency[]))
    .default(DEFAULT_LOAD.currencies),
  patienceMs: duration(1, 600_000).default(DEFAULT_LOAD.patienceMs),
}) satisfies z.ZodType<Load>;

function weightsOf<Name extends string>(names: readonly Name[]) {
  const optionalWeight = weight().exactOptional();
  return Object.fromEntries(names.map((each) => [each, optionalWeight])) as {
    [Key in Name]: typeof optionalWeight;
  };
}
