import { z } from 'zod';
import { assertNever } from '../../harness/core/assert-never.ts';
import { createRandom } from '../../harness/core/random.ts';
import type { Delivery } from '../kernel/answer.ts';
import { defineFault, type FaultedRequest } from './fault.ts';
import { waitMs } from './option-schemas.ts';
import { EVERY_OPERATION } from './operations.ts';

const moment = z
  .enum(['before-processing', 'after-processing'])
  .default('before-processing')
  .describe(
    'Whether the request waits and then takes effect, or takes effect and its answer waits.',
  );

const options = z.discriminatedUnion('distribution', [
  z.strictObject({
    distribution: z
      .literal('fixed')
      .default('fixed')
      .describe('Every request waits the same time.'),
    delayMs: waitMs().default(200).describe('The wait, in milliseconds.'),
    moment,
  }),
  z
    .strictObject({
      distribution: z.literal('uniform').describe('Any wait between two bounds is as likely.'),
      minMs: waitMs().default(100).describe('The shortest wait, in milliseconds.'),
      maxMs: waitMs().default(500).describe('The longest wait, in milliseconds.'),
      moment,
    })
    .refine(({ minMs, maxMs }) => minMs <= maxMs, {
      path: ['maxMs'],
      error: 'must be at least minMs',
    }),
  z.strictObject({
    distribution: z.literal('lognormal').describe('A long tail, as slow providers really have.'),
    medianMs: waitMs().default(200).describe('Half of the waits are shorter, in milliseconds.'),
    sigma: z
      .number()
      .min(0)
      .max(5)
      .default(0.6)
      .describe('Standard deviation of the natural logarithm of the wait; 0 has no spread.'),
    maxMs: waitMs().default(30_000).describe('Longer waits are cut to this, in milliseconds.'),
    moment,
  }),
]);

type LatencyOptions = z.output<typeof options>;

export const latency = defineFault({
  name: 'latency',
  summary:
    'The answer comes late. The request takes effect even when the client has given up meanwhile.',
  example: {
    distribution: 'lognormal',
    medianMs: 400,
    sigma: 0.6,
    maxMs: 5000,
    moment: 'before-processing',
  },
  options,
  appliesTo: EVERY_OPERATION,
  holdsObject: true,
  meet(request, chosen) {
    const delayMs = delayOf(chosen, request.draw);
    // The wait ignores the request's signal: a provider that is slow does not notice that its
    // client went away, and money moves all the same.
    if (chosen.moment === 'after-processing') return proceedThenWait(request, delayMs);
    return request.clock.sleep(delayMs).then(() => request.proceed());
  },
});

async function proceedThenWait(request: FaultedRequest, delayMs: number): Promise<Delivery> {
  const delivery = await request.proceed();
  await request.clock.sleep(delayMs);
  return delivery;
}

/**
 * The delay of the request with this draw. The draw only seeds a stream: requests that a share
 * picked all have low draws, so the draw itself would bias the magnitude.
 */
function delayOf(chosen: LatencyOptions, draw: number): number {
  if (chosen.distribution === 'fixed') return chosen.delayMs;
  const random = createRandom(0, `latency/${draw}`);
  switch (chosen.distribution) {
    case 'uniform':
      return chosen.minMs + random.next() * (chosen.maxMs - chosen.minMs);
    case 'lognormal':
      return Math.min(random.logNormal(chosen.medianMs, chosen.sigma), chosen.maxMs);
    default:
      return assertNever(chosen);
  }
}
