import { z } from 'zod';
import { whole, type Delivery } from '../kernel/answer.ts';
import { defineFault, type FaultedRequest } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { retryAfterSeconds, waitMs } from './option-schemas.ts';

const options = z.strictObject({
  places: z.int().min(1).max(10_000).default(10).describe('Requests that are served at a time.'),
  serviceMs: waitMs().default(100).describe('How long each takes, in milliseconds.'),
  queue: z.int().min(0).max(100_000).default(50).describe('Requests that may wait for a place.'),
  full: z
    .enum(['rate-limit', 'status', 'hang'])
    .default('rate-limit')
    .describe('What others get: 429 with Retry-After, 503, or nothing until they give up.'),
  retryAfterSeconds: retryAfterSeconds()
    .default(1)
    .describe('What the Retry-After header of a 429 asks for, in seconds.'),
  leaves: z
    .boolean()
    .default(false)
    .describe('Whether a request whose client gave up leaves the queue. If not, it is served.'),
});

export const capacity = defineFault({
  name: 'capacity',
  summary:
    'The provider serves so many requests at a time and lets some wait. What comes beyond is turned ' +
    'away. How slow it gets, and whether retries bring it down for good, is up to its callers.',
  example: {
    places: 10,
    serviceMs: 100,
    queue: 50,
    full: 'rate-limit',
    retryAfterSeconds: 1,
    leaves: false,
  },
  options,
  appliesTo: EVERY_OPERATION,
  createMeet(limits) {
    const desk = createDesk(limits.places, limits.queue);
    return async (request) => {
      const isServed = desk.enter(limits.leaves ? request.signal : null);
      if (isServed === null) return turnAway(request, limits);
      if (!(await isServed)) return { kind: 'hang' };
      try {
        await request.clock.sleep(limits.serviceMs);
        return await request.proceed();
      } finally {
        desk.leave();
      }
    };
  },
});

function turnAway(
  request: FaultedRequest,
  { full, ...limits }: z.output<typeof options>,
): Delivery {
  if (full === 'hang') return { kind: 'hang' };
  const { errors } = request;
  return whole(
    full === 'status' ? errors.status(503) : errors.rateLimited(limits.retryAfterSeconds),
  );
}

/** So many places, and a line in front of them. */
function createDesk(places: number, queue: number) {
  let free = places;
  const line = new Set<(isServed: boolean) => void>();
  return {
    /**
     * Null when the line is full; else resolves when it is one's turn, or with false when one left
     * before.
     */
    enter: (leaving: AbortSignal | null): Promise<boolean> | null => {
      if (free > 0) {
        free -= 1;
        return Promise.resolve(true);
      }
      if (line.size >= queue) return null;
      return new Promise((resolve) => {
        line.add(resolve);
        leaving?.addEventListener('abort', () => {
          if (line.delete(resolve)) resolve(false);
        });
      });
    },
    leave: (): void => {
      const [next] = line;
      if (next === undefined) {
        free += 1;
        return;
      }
      line.delete(next);
      next(true);
    },
  };
}
