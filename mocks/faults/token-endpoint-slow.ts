import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { retryAfterSeconds, waitMs } from './option-schemas.ts';

export const tokenEndpointSlow = defineFault({
  name: 'token-endpoint-slow',
  summary:
    'Access tokens come slowly, and only so many callers at a time get one: those who all ask when ' +
    'a token runs out stand in each other’s way.',
  example: { delayMs: 2000, atATime: 2, retryAfterSeconds: 1 },
  options: z.strictObject({
    delayMs: waitMs().default(2000).describe('How long a token takes, in milliseconds.'),
    atATime: z.int().min(1).max(1000).default(2).describe('Requests at a time; others get 429.'),
    retryAfterSeconds: retryAfterSeconds()
      .default(1)
      .describe('What the Retry-After header of the 429 asks for, in seconds.'),
  }),
  appliesTo: ['token'],
  needs: 'access-tokens',
  createMeet({ delayMs, atATime, retryAfterSeconds: seconds }) {
    let busy = 0;
    return async (request) => {
      if (busy >= atATime) return whole(request.errors.rateLimited(seconds));
      busy += 1;
      try {
        await request.clock.sleep(delayMs);
        return await request.proceed();
      } finally {
        busy -= 1;
      }
    };
  },
});
