import { z } from 'zod';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const closeAfterRequests = defineFault({
  name: 'close-after-requests',
  summary:
    'A connection that is kept alive is closed after so many requests without a word in the ' +
    'headers, just as the next request sets out on it. That one takes no effect, but its client ' +
    'can not know.',
  example: { requests: 5, moment: 'next-request' },
  options: z.strictObject({
    requests: z
      .int()
      .min(1)
      .max(100_000)
      .default(5)
      .describe('How many a connection serves from when it is first met.'),
    moment: z
      .enum(['next-request', 'after-answer'])
      .default('next-request')
      .describe(
        '`next-request`: as the next one arrives, so that it is always lost. `after-answer`: right ' +
          'behind the last answer; who wins the race is open.',
      ),
  }),
  appliesTo: EVERY_OPERATION,
  async meet(request, { requests, moment }) {
    const { countOnConnection: count } = request;
    if (moment === 'next-request' && count > requests) return { kind: 'close' };
    const delivery = await request.proceed();
    const isLast = moment === 'after-answer' && count >= requests;
    return isLast && delivery.kind === 'whole' ? { ...delivery, endsConnection: true } : delivery;
  },
});
