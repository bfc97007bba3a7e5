import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { LASTING_OPERATIONS } from './operations.ts';
import { waitMs } from './option-schemas.ts';

/** Objects that were locked once are not locked again; of so many it is remembered. */
const REMEMBERED = 10_000;

export const objectLocked = defineFault({
  name: 'object-locked',
  summary:
    'The provider itself works on an object when the first request that changes it comes. That ' +
    'request waits for the lock and is told that it could not get it; nothing takes effect. So are ' +
    'others until the work is done: one who tries again later goes through.',
  example: { lockMs: 5000, waitMs: 500 },
  options: z.strictObject({
    lockMs: waitMs()
      .default(2000)
      .describe('How long an object stays locked, from its first request on, in milliseconds.'),
    waitMs: waitMs()
      .default(500)
      .describe('How long a request waits for the lock, in milliseconds.'),
  }),
  appliesTo: LASTING_OPERATIONS,
  needs: 'object-locks',
  needsArming: true,
  concerns: ({ lock }) => lock !== null,
  createMeet({ lockMs, waitMs: patienceMs }) {
    const lockedUntil = new Map<string, number>();
    return async (request) => {
      const { lock, clock } = request;
      const refusal = request.lockTimeout();
      if (lock === null || refusal === null) return request.proceed();
      const untilMs = lockedUntil.get(lock) ?? clock.now() + lockMs;
      if (lockedUntil.size >= REMEMBERED) lockedUntil.clear();
      lockedUntil.set(lock, untilMs);
      const restMs = Math.max(0, untilMs - clock.now());
      await clock.sleep(Math.min(restMs, patienceMs));
      return restMs <= patienceMs ? request.proceed() : whole(refusal);
    };
  },
});
