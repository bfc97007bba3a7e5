import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

const VALUES = {
  word: () => 'soon',
  negative: () => '-1',
  fraction: () => '0.5',
  huge: () => '9007199254740993',
  empty: () => '',
  'past-date': (nowMs: number) => new Date(nowMs - 3_600_000).toUTCString(),
  'far-date': (nowMs: number) => new Date(nowMs + 365 * 86_400_000).toUTCString(),
} as const;

export const badRetryAfter = defineFault({
  name: 'bad-retry-after',
  summary:
    'An error whose Retry-After makes no sense or asks for too much: no number, a date in the past, ' +
    'a year. The request takes no effect.',
  example: { status: 429, value: 'huge' },
  options: z.strictObject({
    status: z.int().min(400).max(599).default(429).describe('The HTTP status.'),
    value: z
      .enum(['word', 'negative', 'fraction', 'huge', 'empty', 'past-date', 'far-date'])
      .default('huge')
      .describe('What the header says.'),
  }),
  appliesTo: EVERY_OPERATION,
  async meet(request, { status, value }) {
    const { errors, clock } = request;
    const answer = status === 429 ? errors.rateLimited(1) : errors.status(status);
    const headers = { ...answer.headers, 'retry-after': VALUES[value](clock.now()) };
    return whole({ ...answer, headers });
  },
});
